import { effectiveResources, memberFlagsOf, type RunToSubmit } from '@mrunner/core';
import { attemptFinder } from '../../launch/attempt-finder.ts';
import type { Takes } from '../../launch/launch-events.ts';
import type { Sweep } from '../../sweep-home/open-sweep.ts';
import type { SweepStatus } from '../../sweep-home/sweep-status.ts';

/** The attempts that are to be submitted, in the order of the sweep. */
export function* wantedAttempts(
  sweep: Sweep,
  status: SweepStatus,
  takes: Takes,
): Generator<RunToSubmit> {
  const attemptOf = attemptFinder(sweep, takes);
  const contexts = new Map(sweep.record.contexts.map((context) => [context.name, context]));
  for (const recorded of sweep.experiments()) {
    const known = status.of(recorded.index);
    const attempt = attemptOf(known, recorded);
    if (attempt === null) continue;
    const context = contexts.get(recorded.context);
    if (context === undefined) throw new Error(`Internal error: no context ${recorded.context}`);
    const flags = {
      ...memberFlagsOf(sweep.record, recorded).resources,
      ...known.overrides?.resources,
    };
    const resources = effectiveResources(context, recorded.experiment, flags);
    yield { recorded, attempt, resources, context: context.name };
  }
}
