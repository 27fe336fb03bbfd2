import { defineSpec, range } from 'mrunner';
import { Params } from './params.ts';

/** A small network on the Palmer penguins: 2 learning rates x 2 widths x 3 seeds = 12 runs. */
export const spec = defineSpec({
  project: 'penguins',
  name: 'mlp',
  script: 'node train.ts',
  tags: ['demo'],
  params: Params,
  grid: { lr: [0.01, 0.1], hidden: [8, 16], seed: range(3) },
});
