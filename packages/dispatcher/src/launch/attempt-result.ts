import {
  type AttemptEnd,
  type AttemptStatus,
  endState,
  type RunStatus,
  type SweepOptions,
} from '@mrunner/core';
import type { RunningRun } from './launch-events.ts';
import type { QueuedRun } from './run-queue.ts';

/** The status of a run whose attempt has ended. */
export function statusAfter(
  run: RunningRun,
  queued: QueuedRun,
  end: AttemptEnd,
  endedAt: number,
): RunStatus {
  const attempt: AttemptStatus = {
    attempt: run.attempt,
    ...endState(end),
    exitCode: end.code ?? null,
    startedAt: run.since,
    endedAt,
  };
  return { index: run.index, ...attempt, attempts: [...queued.status.attempts, attempt] };
}

/** Whether `--retries` and `retry_on` want another attempt after this end. */
export function isTriedAgain(
  { state, reason }: RunStatus,
  tries: number,
  { retries, retryOn }: Pick<SweepOptions, 'retries' | 'retryOn'>,
): boolean {
  if (tries >= retries || (state !== 'failed' && state !== 'unknown')) return false;
  return reason !== null && retryOn.includes(reason.kind);
}

/** The state that a run is counted in while it waits for its start. */
export const waitingState = ({ tries, status }: QueuedRun): RunStatus['state'] =>
  tries > 0 ? 'pending' : status.state;
