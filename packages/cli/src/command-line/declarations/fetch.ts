import type { Declaration } from '../command.ts';
import { whereFlag } from './where-flag.ts';

export const fetch = {
  name: 'fetch',
  group: 'Look',
  summary: 'Bring the files of runs here from their cluster',
  description: [
    'Whole directories of runs. States, results and metrics come by themselves, and mrun logs shows logs where they are. What is here already is not sent again, and a file that is newer here stays. It asks above 50 runs.',
  ],
  positionals: {
    targets: {
      kind: 'many',
      describe: 'runs such as 3-7,9, or sweeps; default: the newest of this project',
    },
  },
  flags: {
    to: {
      kind: 'text',
      value: 'DIR',
      describe: 'Where they go; default: where mrun path says, with the results',
    },
    ...whereFlag,
  },
  examples: [
    ['mrun fetch 3', 'everything that run 3 wrote'],
    ["mrun fetch --where 'r.accuracy>0.9' --to best", 'the good ones, into a directory'],
  ],
} as const satisfies Declaration;
