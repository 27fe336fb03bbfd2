import type { RecordedExperiment, RunStatus, StateCounts, WishEvent } from '@mrunner/core';

/** An attempt that was handed to a worker and has not ended. */
export interface RunningRun {
  readonly index: number;
  readonly attempt: number;
  readonly recorded: RecordedExperiment;
  /** Absolute path of the run's directory. */
  readonly directory: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

/** What a launch tells while it goes on, for whoever shows progress. */
export type LaunchEvent =
  | { readonly type: 'started'; readonly run: RunningRun }
  /** `again`: another attempt follows. */
  | {
      readonly type: 'ended';
      readonly run: RunningRun;
      readonly status: RunStatus;
      readonly again: boolean;
    }
  /** Its log existed: somebody else claimed the attempt, so it was not started. */
  | { readonly type: 'refused'; readonly run: RunningRun; readonly text: string }
  /** Somebody wished something from elsewhere, and it is being carried out. */
  | { readonly type: 'heard'; readonly wish: WishEvent }
  /** Something that a person should know: a full disk, a worker that died. */
  | { readonly type: 'trouble'; readonly text: string };

/** How a launch ended. */
export interface LaunchOutcome {
  /**
   * `error`: it gave up, `text` says why. `paused`: somebody asked for it. `detached`: what runs goes on, for another
   * launcher to adopt. What was not started stays planned.
   */
  readonly why: 'finished' | 'interrupted' | 'max-failures' | 'error' | 'paused' | 'detached';
  /** Of the whole sweep. */
  readonly counts: StateCounts;
  readonly text?: string;
}

/**
 * Which runs a launch starts. `planned`: those that never started. `resume`: also lost ones, unless a person is to be
 * asked, and those that a launcher promised another attempt. `wanted`: only attempts that somebody asked for with
 * `wishRetry`. `nothing`: none; it waits for those that go on.
 */
export type Takes = 'planned' | 'resume' | 'wanted' | 'nothing';

/** A launch that goes on. */
export interface Launch {
  /** Of the whole sweep, as of now. */
  readonly counts: StateCounts;
  /** By index. */
  readonly running: ReadonlyMap<number, RunningRun>;
  /** `term`: TERM, and KILL after the grace. `kill`: KILL at once. Nothing more is started. May be called again. */
  readonly stop: (how: 'term' | 'kill') => void;
  /**
   * Starts nothing more, leaves what runs alone, and lets go of the sweep. Answers what a launcher that takes it over
   * is to take.
   */
  readonly leave: () => Takes;
  /** Rejects only for a bug of ours. */
  readonly done: Promise<LaunchOutcome>;
}
