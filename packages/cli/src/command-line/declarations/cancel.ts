import type { Declaration } from '../command.ts';
import { whereFlag } from './where-flag.ts';

export const cancel = {
  name: 'cancel',
  group: 'Steer',
  summary: 'Stop runs, or a whole sweep',
  positionals: {
    targets: {
      kind: 'many',
      describe: 'runs such as 3-7,9, or sweeps; without any it asks about the newest sweep',
    },
  },
  flags: { ...whereFlag },
  examples: [
    ['mrun cancel 3-7', 'these runs of the newest sweep'],
    ['mrun cancel otter', 'a whole sweep'],
  ],
} as const satisfies Declaration;
