import type { RunToSubmit } from '@mrunner/core';
import { attemptFinder } from '../../launch/attempt-finder.ts';
import type { Takes } from '../../launch/launch-events.ts';
import type { Sweep } from '../../sweep-home/open-sweep.ts';
import type { SweepStatus } from '../../sweep-home/sweep-status.ts';
import { runToSubmit } from './run-to-submit.ts';

/** The attempts that are to be submitted, in the order of the sweep. */
export function* wantedAttempts(
  sweep: Sweep,
  status: SweepStatus,
  takes: Takes,
): Generator<RunToSubmit> {
  const attemptOf = attemptFinder(sweep, takes);
  for (const recorded of sweep.experiments()) {
    const known = status.of(recorded.index);
    const attempt = attemptOf(known, recorded);
    if (attempt === null) continue;
    yield runToSubmit(sweep.record, recorded, attempt, known);
  }
}
