import type { RunToSubmit } from '@mrunner/core';
import { type AttemptFinder, attemptFinder } from '../../launch/attempt-finder.ts';
import type { Takes } from '../../launch/launch-events.ts';
import type { Sweep } from '../../sweep-home/open-sweep.ts';
import type { SweepStatus } from '../../sweep-home/sweep-status.ts';
import { runToSubmit } from './run-to-submit.ts';

/**
 * Finds the attempt of a run that is to be submitted. One that was promised, and that no task may begin, waits only for who is
 * submitting: that a launcher is at work makes it pending.
 */
export function attemptToSubmit(sweep: Sweep, takes: Takes): AttemptFinder {
  const attemptOf = attemptFinder(sweep, takes);
  if (takes !== 'resume') return attemptOf;
  return (status, recorded) => {
    const { state, slots, attempt, attempts, unwanted } = status;
    const isPromised = attempts.at(-1)?.again === true && unwanted !== true;
    return state === 'pending' && slots === undefined && isPromised
      ? attempt
      : attemptOf(status, recorded);
  };
}

/** The attempts that are to be submitted, in the order of the sweep. */
export function* wantedAttempts(
  sweep: Sweep,
  status: SweepStatus,
  takes: Takes,
): Generator<RunToSubmit> {
  const attemptOf = attemptToSubmit(sweep, takes);
  for (const recorded of sweep.experiments()) {
    const known = status.of(recorded.index);
    const attempt = attemptOf(known, recorded);
    if (attempt === null) continue;
    yield runToSubmit(sweep.record, recorded, attempt, known);
  }
}
