import type { SweepStatus } from '../../sweep-home/sweep-status.ts';
import type { Refreshed } from './refreshed.ts';

export interface ClusterWatchOptions {
  /** Ends the watching; what is known at that moment is the answer. */
  readonly signal?: AbortSignal;
  /** Hears of the status now and then. */
  readonly observe?: (status: SweepStatus, refreshed: Refreshed) => void;
  readonly pace?: WatchPace;
}

/** Milliseconds between two questions to the scheduler. */
export interface WatchPace {
  /** After the first one. */
  readonly first: number;
  /** After something has changed. */
  readonly short: number;
  /** The longest, when nothing changes. */
  readonly long: number;
}

/** What was known when nothing was to be awaited any more. */
export interface ClusterWatched {
  readonly status: SweepStatus;
  readonly refreshed: Refreshed;
  /** The cluster was not reached at first, or for so long that somebody must see to it. */
  readonly isUnreached: boolean;
}
