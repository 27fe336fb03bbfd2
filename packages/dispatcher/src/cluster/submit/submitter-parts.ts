import type { BatchStatus, Result, RunToSubmit } from '@mrunner/core';
import type { Host } from '../../host/host.ts';
import type { Takes } from '../../launch/launch-events.ts';
import type { Sweep } from '../../sweep-home/open-sweep.ts';
import type { SweepStatus } from '../../sweep-home/sweep-status.ts';
import type { BatchOutcome, KnownOutcome } from './batch-outcome.ts';
import type { DraftedBatch, DraftedBatches } from './draft-batches.ts';
import type { SubmitEvent, SubmitPace } from './submit-events.ts';

/** What a submission works with. */
export interface SubmitterParts {
  readonly host: Host;
  readonly sweep: Sweep;
  /** How many tasks the scheduler says that it takes; undefined: nobody knows. */
  readonly submitLimit: number | undefined;
  readonly takes: Takes;
  /** How many runs must work before the others start; 0: none. */
  readonly canaries: number;
  readonly feeds: boolean;
  readonly pace: Pick<SubmitPace, 'room'>;
  readonly observe: (event: SubmitEvent) => void;
  readonly signal: AbortSignal | undefined;
  /** Brings the home up to date with what ended there. */
  readonly refresh: () => Promise<void>;
  /** Brings what runs need there: code, set-ups, values of secrets. Asked once for each run and its code. */
  readonly prepare: (
    runs: readonly RunToSubmit[],
    status: SweepStatus,
  ) => Promise<Result<undefined>>;
  /** Finds out what became of batches of which only the intent is known, and records it. */
  readonly resolve: (open: readonly BatchStatus[]) => Promise<ResolvedBatches>;
  /** Sorts runs into batches; `made` of them were made before, and there is room for so many tasks (undefined: nobody knows). */
  readonly draft: (
    runs: readonly RunToSubmit[],
    status: SweepStatus,
    made: number,
    room: number | undefined,
  ) => DraftedBatches;
  /** Submits batches. */
  readonly round: (
    batches: readonly DraftedBatch[],
    status: SweepStatus,
  ) => Promise<ReadonlyMap<string, BatchOutcome>>;
}

/** What was found out; batches that are missing are unresolved still. */
export interface ResolvedBatches {
  readonly outcomes: ReadonlyMap<string, KnownOutcome>;
  /** Why the cluster could not be asked. */
  readonly trouble?: { readonly text: string; readonly wantsLogin?: true };
}
