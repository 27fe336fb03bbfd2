import {
  defaultFlagStyle,
  type Experiment,
  type PackingLimits,
  type RunToSubmit,
} from '@mrunner/core';
import type { DraftedBatch } from '@mrunner/dispatcher';
import { expectedBatches } from './expected-batches.ts';
import type { PreparedSweep } from './prepare-sweep.ts';
import type { CountedVariant } from './resource-variants.ts';

/**
 * The batches that a sweep would be submitted as if there were room for all, from the numbers of its runs alone: before it is
 * recorded, experiments are looked at once only.
 */
export const outlineSubmission = (
  { plan: { sweep } }: PreparedSweep,
  variants: readonly CountedVariant[],
  limits: PackingLimits,
): readonly DraftedBatch[] => expectedBatches(sweep, runsLike(variants), limits);

/** As if those at one position belonged together with as many at the others, in that order. */
const runsLike = (variants: readonly CountedVariant[]): readonly RunToSubmit[] => {
  const size = Math.max(1, ...variants.flatMap(positionsOf));
  const made: number[] = [];
  const runs = variants.flatMap(({ context, resources, positions }) =>
    positions.flatMap(({ position, count }) =>
      Array.from({ length: count }, (): RunToSubmit => {
        const number = made[position] ?? 0;
        made[position] = number + 1;
        const first = number * size;
        const composite = { name: '', member: '', first, size, onFailure: 'stop' } as const;
        const recorded = {
          index: first + position,
          experiment: anyExperiment,
          directory: '',
          context: context.name,
          ...(size > 1 && { composite }),
        };
        return { recorded, attempt: 1, resources, context: context.name };
      }),
    ),
  );
  return size === 1 ? runs : runs.sort((a, b) => a.recorded.index - b.recorded.index);
};

const positionsOf = ({ positions }: CountedVariant): readonly number[] =>
  positions.map(({ position }) => position + 1);

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
