import type { Declaration } from '../command.ts';

export const doctor = {
  name: 'doctor',
  group: 'Set up',
  summary: 'Check this machine, the contexts and the list of sweeps',
  description: [
    'A Slurm context that is named is checked step by step: the way there, the tools, the storage directory, Slurm and its limits, what sbatch says of the resources, and a test job, if you say yes (-y: without a question). Nothing of it stays.',
  ],
  positionals: {
    targets: {
      kind: 'many',
      describe: 'contexts to check; with --rebuild: where sweeps are looked for',
    },
  },
  flags: {
    rebuild: {
      kind: 'switch',
      describe:
        'Put the list of sweeps in order: add those found on disk, drop those that are gone',
    },
  },
  examples: [
    ['mrun doctor', 'what works here and what is to mend'],
    ['mrun doctor local', 'the same for one context'],
    ['mrun doctor hpc -y', 'the cluster of a context too, with a test job'],
    ['mrun doctor --rebuild mruns', 'list the sweeps in mruns again'],
  ],
} as const satisfies Declaration;
