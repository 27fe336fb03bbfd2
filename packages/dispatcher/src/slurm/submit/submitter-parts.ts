import type { PackingLimits, Result, RunToSubmit, SweepOptions } from '@mrunner/core';
import type { Host } from '../../host/host.ts';
import type { Takes } from '../../launch/launch-events.ts';
import type { Place } from '../../place/place.ts';
import type { EventLog } from '../../sweep-home/event-log.ts';
import type { Sweep } from '../../sweep-home/open-sweep.ts';
import type { SweepStatus } from '../../sweep-home/sweep-status.ts';
import type { BatchOutcome } from './batch-outcomes.ts';
import type { DraftedBatch } from './draft-batches.ts';
import type { SubmitEvent, SubmitPace } from './submit-events.ts';

/** What a submission works with. */
export interface SubmitterParts {
  readonly host: Host;
  readonly sweep: Sweep;
  readonly place: Place;
  readonly work: string;
  /** Its id, and its file of events. */
  readonly launcher: string;
  readonly events: EventLog;
  readonly limits: PackingLimits;
  readonly options: SweepOptions;
  readonly takes: Takes;
  /** How many runs must work before the others start; 0: none. */
  readonly canaries: number;
  readonly feeds: boolean;
  readonly pace: SubmitPace;
  readonly observe: (event: SubmitEvent) => void;
  readonly signal: AbortSignal | undefined;
  /** Brings the home up to date with what ended there. */
  readonly refresh: () => Promise<void>;
  /** Brings what the first attempts of a submission need there: code, set-ups, values of secrets. */
  readonly prepare: (
    runs: readonly RunToSubmit[],
    status: SweepStatus,
  ) => Promise<Result<undefined>>;
  /** Submits batches. */
  readonly round: (
    batches: readonly DraftedBatch[],
    status: SweepStatus,
  ) => Promise<ReadonlyMap<string, BatchOutcome>>;
}
