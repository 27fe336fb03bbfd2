import {
  effectiveResources,
  memberFlagsOf,
  type PackingLimits,
  type RecordedExperiment,
  type RunToSubmit,
  slurmSettings,
} from '@mrunner/core';
import { type DraftedBatch, draftBatches } from '@mrunner/dispatcher';
import type { PreparedSweep } from './prepare-sweep.ts';

/** Where nobody has asked the cluster yet: what Slurm does unless it is told otherwise. */
export const usualLimits: PackingLimits = { maxArraySize: 1001 };

/** Gathers the runs of a prepared sweep as they go by. */
export interface SubmissionDraft {
  readonly see: (recorded: RecordedExperiment) => void;
  /** The batches that those seen would be submitted as, if the scheduler had room for all. */
  readonly batches: (limits: PackingLimits) => readonly DraftedBatch[];
}

/** Experiments are read once only, so whoever reads them shows them to this. */
export const draftSubmission = ({ plan: { sweep } }: PreparedSweep): SubmissionDraft => {
  const runs: RunToSubmit[] = [];
  const contexts = new Map(sweep.contexts.map((context) => [context.name, context]));
  const [own] = sweep.contexts;
  return {
    see: (recorded) => {
      const context = contexts.get(recorded.context);
      if (context?.backend !== 'slurm') return;
      const flags = memberFlagsOf(sweep, recorded).resources;
      const resources = effectiveResources(context, recorded.experiment, flags);
      runs.push({ recorded, attempt: 1, resources, context: recorded.context });
    },
    batches: (limits) =>
      draftBatches({
        sweepId: sweep.id,
        launcher: 'id',
        from: 0,
        contexts: sweep.contexts,
        options: sweep.options,
        limits,
        room: undefined,
        canaries: (own && slurmSettings(own).canary) ?? 0,
        runs,
      }).batches,
  };
};
