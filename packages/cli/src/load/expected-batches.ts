import {
  mainContext,
  memberFlagsOf,
  type PackingLimits,
  type RunToSubmit,
  type SweepRecord,
  slurmSettings,
} from '@mrunner/core';
import { kubeSettings } from '@mrunner/core/kubernetes';
import { type DraftedBatch, draftBatches, draftJobs } from '@mrunner/dispatcher';

/** The batches that runs would be submitted as, if their cluster had room for all. */
export const expectedBatches = (
  sweep: SweepRecord,
  runs: readonly RunToSubmit[],
  limits: PackingLimits,
): readonly DraftedBatch[] => {
  const context = mainContext(sweep);
  const draft = {
    sweepId: sweep.id,
    launcher: 'id',
    from: 0,
    contexts: sweep.contexts,
    options: sweep.options,
    runs,
  };
  if (context.backend === 'kubernetes') {
    const canaries = kubeSettings(context).canary ?? 0;
    return draftJobs({
      ...draft,
      canaries,
      codeKey: ({ recorded }) => memberFlagsOf(sweep, recorded).image ?? '',
      packSize: () => 0,
    }).batches;
  }
  const canaries = slurmSettings(context).canary ?? 0;
  return draftBatches({ ...draft, canaries, limits, room: undefined }).batches;
};
