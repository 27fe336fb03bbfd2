import {
  contextNamed,
  effectiveResources,
  memberFlagsOf,
  type RecordedExperiment,
  type RunStatus,
  type RunToSubmit,
  type SweepRecord,
} from '@mrunner/core';

/** An attempt of a run, with what it asks of the scheduler by its context, its experiment, flags and a retry's changes. */
export function runToSubmit(
  record: SweepRecord,
  recorded: RecordedExperiment,
  attempt: number,
  { overrides }: RunStatus,
): RunToSubmit {
  const context = contextNamed(record, recorded.context);
  const flags = { ...memberFlagsOf(record, recorded).resources, ...overrides?.resources };
  const resources = effectiveResources(context, recorded.experiment, flags);
  return { recorded, attempt, resources, context: context.name };
}
