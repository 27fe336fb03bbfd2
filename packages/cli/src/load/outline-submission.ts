import {
  defaultFlagStyle,
  type Experiment,
  type PackingLimits,
  type RunToSubmit,
} from '@mrunner/core';
import type { DraftedBatch, ResourceVariant } from '@mrunner/dispatcher';
import { expectedBatches } from './expected-batches.ts';
import type { PreparedSweep } from './prepare-sweep.ts';

/**
 * The batches that a sweep would be submitted as if there were room for all, from the numbers of its runs alone: before it is
 * recorded, experiments are looked at once only.
 */
export const outlineSubmission = (
  { plan: { sweep } }: PreparedSweep,
  variants: readonly ResourceVariant[],
  limits: PackingLimits,
): readonly DraftedBatch[] => expectedBatches(sweep, variants.flatMap(runsLike), limits);

const runsLike = ({ context, resources, count }: ResourceVariant): readonly RunToSubmit[] => {
  const recorded = { index: 0, experiment: anyExperiment, directory: '', context: context.name };
  const run = { recorded, attempt: 1, resources, context: context.name };
  return Array.from({ length: count }, () => run);
};

/** What it is does not matter here. */
const anyExperiment: Experiment = {
  project: '',
  name: '',
  script: null,
  parameters: {},
  tags: [],
  env: {},
  secrets: [],
  resources: {},
  args: 'none',
  flags: defaultFlagStyle,
  pythonPath: [],
  pathsToCopy: [],
  exclude: [],
};
