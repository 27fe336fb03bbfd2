import {
  effectiveResources,
  memberFlagsOf,
  type PackingLimits,
  type RunToSubmit,
  slurmSettings,
} from '@mrunner/core';
import { type DraftedBatch, draftBatches } from '@mrunner/dispatcher';
import type { PreparedSweep } from './prepare-sweep.ts';

/** Where nobody has asked the cluster yet: what Slurm does unless it is told otherwise. */
export const usualLimits: PackingLimits = { maxArraySize: 1001 };

/** The batches that a prepared sweep would be submitted as, if the scheduler had room for all. */
export const draftSubmission = async (
  { loaded, plan }: PreparedSweep,
  limits: PackingLimits,
): Promise<readonly DraftedBatch[]> => {
  const { sweep } = plan;
  const runs: RunToSubmit[] = [];
  for await (const indexed of loaded.experiments) {
    const recorded = plan.record(indexed);
    const context = sweep.contexts.find(({ name }) => name === recorded.context);
    if (context === undefined) continue;
    const flags = memberFlagsOf(sweep, recorded).resources;
    const resources = effectiveResources(context, recorded.experiment, flags);
    runs.push({ recorded, attempt: 1, resources, context: recorded.context });
  }
  const [context] = sweep.contexts;
  return draftBatches({
    sweepId: sweep.id,
    launcher: 'id',
    from: 0,
    contexts: sweep.contexts,
    options: sweep.options,
    limits,
    room: undefined,
    canaries: (context && slurmSettings(context).canary) ?? 0,
    runs,
  }).batches;
};
