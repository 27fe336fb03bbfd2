import { defineSpec, range } from 'mrunner';

/** Q-learning beside a cliff: how much exploration is good? A spec may do without a schema. */
export const spec = defineSpec({
  project: 'cliff-walk',
  name: 'q-learning',
  script: 'node train.ts',
  tags: ['tabular'],
  parameters: { learning_rate: 0.5, episodes: 300 },
  grid: { exploration: [0.02, 0.2], seed: range(2) },
});
