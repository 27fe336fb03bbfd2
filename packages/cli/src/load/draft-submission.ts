import {
  effectiveResources,
  memberFlagsOf,
  type PackingLimits,
  type RecordedExperiment,
  type RunToSubmit,
} from '@mrunner/core';
import type { DraftedBatch } from '@mrunner/dispatcher';
import { expectedBatches } from './expected-batches.ts';
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
  return {
    see: (recorded) => {
      const context = contexts.get(recorded.context);
      if (context === undefined || context.backend === 'local') return;
      const flags = memberFlagsOf(sweep, recorded).resources;
      const resources = effectiveResources(context, recorded.experiment, flags);
      runs.push({ recorded, attempt: 1, resources, context: recorded.context });
    },
    batches: (limits) => expectedBatches(sweep, runs, limits),
  };
};
