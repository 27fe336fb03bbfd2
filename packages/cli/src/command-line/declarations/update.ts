import type { Declaration } from '../command.ts';

export const update = {
  name: 'update',
  group: 'Steer',
  summary: 'Change how many runs of a sweep go at a time, also while it is at work',
  description: ['Runs that are on go on to their end, also when they are more than that by then.'],
  positionals: {
    sweep: { kind: 'optional', describe: 'a sweep; default: the newest of this project' },
  },
  flags: {
    parallel: { kind: 'text', value: 'N|auto', describe: 'Runs at a time' },
  },
  examples: [['mrun update --parallel 4', 'four at a time from now on']],
} as const satisfies Declaration;
