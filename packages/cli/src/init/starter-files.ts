/** What `mrun init` writes. The texts are meant to be read by somebody who sees mrunner for the first time. */
export interface StarterFile {
  readonly name: string;
  readonly text: string;
}

/** The files for a project; `ending` is that of its TypeScript files, `.ts` or `.mts`. */
export const starterFiles = (ending: '.ts' | '.mts'): readonly StarterFile[] => [
  { name: `spec${ending}`, text: spec(ending) },
  { name: `train${ending}`, text: train(ending) },
];

/** The files for a project in Python. */
export const pythonStarterFiles: readonly StarterFile[] = [
  {
    name: 'spec.py',
    text: `# What to run: every combination of the lists below, each as a run of its own.
#   mrun plan spec.py    shows what would run
#   mrun run spec.py     runs it
spec = {
    "project": "first-sweep",
    "name": "descent",
    # The program of a run, as it would be typed here.
    "script": "python3 train.py",
    "tags": ["starter"],
    # The same in every run.
    "parameters": {"steps": 40},
    # Varied: 3 x 2 = 6 runs.
    "grid": {
        "rate": [0.03, 0.1, 0.3],
        "seed": range(2),
    },
}
`,
  },
  {
    name: 'train.py',
    text: `# One run. mrunner starts it with its parameters and brings mrunner_runtime along. By hand: mrun debug spec.py
import math
import time

from mrunner_runtime import log, params, result

# A stand-in for training: walk down a bowl whose bottom is at 3, with a disturbance that depends on the seed.
position = -5.0
loss = (position - 3) ** 2
for step in range(params.steps):
    slope = 2 * (position - 3) + math.sin(step * 12.9 + params.seed * 78.2)
    position -= params.rate * slope
    loss = (position - 3) ** 2
    log({"loss": loss, "position": position}, step)  # seen live by mrun run and mrun status
    time.sleep(0.02)
result({"loss": loss, "position": position})  # shown by mrun results
`,
  },
];

const spec = (
  ending: string,
): string => `// What to run: every combination of the lists below, each as a run of its own.
//   npx mrun plan spec${ending}    shows what would run
//   npx mrun run spec${ending}     runs it
import { defineSpec, range } from 'mrunner';

export const spec = defineSpec({
  project: 'first-sweep',
  name: 'descent',
  // The program of a run. It may be in any language: python train.py, ./simulate …
  script: 'node train${ending}',
  tags: ['starter'],
  // The same in every run.
  parameters: { steps: 40 },
  // Varied: 3 × 2 = 6 runs.
  grid: {
    rate: [0.03, 0.1, 0.3],
    seed: range(2),
  },
});
`;

const train = (
  ending: string,
): string => `// One run. mrunner starts it with its parameters; by hand: node train${ending} --set rate=0.1 --set steps=40 --set seed=0
import { setTimeout as sleep } from 'node:timers/promises';
import { standardMrunnerMain } from 'mrunner/runtime';

await standardMrunnerMain(async ({ params, log }) => {
  const { rate, steps, seed } = params as { rate: number; steps: number; seed: number };

  // A stand-in for training: walk down a bowl whose bottom is at 3, with a disturbance that depends on the seed.
  let position = -5;
  let loss = (position - 3) ** 2;
  for (let step = 0; step < steps; step++) {
    const slope = 2 * (position - 3) + Math.sin(step * 12.9 + seed * 78.2);
    position -= rate * slope;
    loss = (position - 3) ** 2;
    log({ loss, position }, step); // seen live by mrun run and mrun status
    await sleep(20);
  }
  return { loss, position }; // shown by mrun results
});
`;

/** Where runs go. */
export const configFile: StarterFile = {
  name: 'mrunner.yaml',
  text: `# Where runs go and how many run at a time. Every key: docs/contexts.md of mrunner; what is in force: npx mrun context show
contexts:
  local:
    backend: local
    storage_dir: mruns    # everything that runs leave behind; relative to this file
    parallel: 2           # runs at a time
    # timeout: 90m        # end runs that take longer
    # retries: 1          # start a failed run once more
    # env: {OMP_NUM_THREADS: 1}
`,
};
