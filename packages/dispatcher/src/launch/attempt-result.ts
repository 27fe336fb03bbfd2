import {
  type AttemptEnd,
  type AttemptStatus,
  type Context,
  endState,
  type RunStatus,
  resumeAttempt,
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

/** Whether `--retries` and `retry_on` want another attempt after this end. A lost run must be one that `resume` takes. */
export function isTriedAgain(
  status: RunStatus,
  tries: number,
  { retries, retryOn, onLost }: Pick<SweepOptions, 'retries' | 'retryOn'> & Pick<Context, 'onLost'>,
): boolean {
  const { state, reason } = status;
  if (tries >= retries || (state !== 'failed' && state !== 'unknown')) return false;
  if (state === 'unknown' && resumeAttempt(status, { onLost }) === null) return false;
  return reason !== null && retryOn.includes(reason.kind);
}
