import type { Declaration } from '../command.ts';
import { whereFlag } from './where-flag.ts';

export const status = {
  name: 'status',
  group: 'Look',
  summary: 'How a sweep is doing: counts, and its runs',
  positionals: {
    sweep: { kind: 'optional', describe: 'a sweep; default: the newest of this project' },
  },
  flags: {
    watch: { kind: 'switch', short: 'w', describe: 'Follow until it ends' },
    all: { kind: 'switch', describe: 'Show every run, however many there are' },
    ...whereFlag,
  },
  examples: [
    ['mrun status', 'the newest sweep of this project'],
    ['mrun status otter -w', 'follow the sweep whose id has otter in it'],
  ],
} as const satisfies Declaration;
