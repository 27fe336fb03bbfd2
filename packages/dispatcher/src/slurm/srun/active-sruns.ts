import type { StopCause } from '@mrunner/core';
import type { RunningRun } from '../../launch/launch-events.ts';
import type { QueuedRun } from '../../launch/run-queue.ts';
import type { SrunRun } from './srun-run.ts';

/** A run that srun was, or is about to be, started for. */
export interface ActiveSrun {
  readonly queued: QueuedRun;
  readonly token: string;
  readonly directory: string;
  readonly since: number;
  /** The attempt that goes on: its worker starts the next one itself when it is to be tried again. */
  attempt: number;
  /** Its worker started it. */
  running?: RunningRun;
  srun?: SrunRun;
  /** Why it was asked to stop. */
  stop?: StopCause;
  /** What it printed before its start was heard of. */
  readonly early: Uint8Array[];
  /** Ends of attempts that were told. */
  readonly told: Set<number>;
}

/** What is shown of it while it runs. */
export const runningOf = (active: ActiveSrun, attempt: number, since: number): RunningRun => ({
  index: active.queued.recorded.index,
  attempt,
  recorded: active.queued.recorded,
  directory: active.directory,
  since,
});
