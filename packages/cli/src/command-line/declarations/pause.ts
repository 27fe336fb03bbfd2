import type { Declaration } from '../command.ts';

export const pause = {
  name: 'pause',
  group: 'Steer',
  summary: 'Start no more runs of a sweep; those that run go on to their end',
  description: ['mrun resume starts the rest.'],
  positionals: {
    sweep: { kind: 'optional', describe: 'a sweep; default: the newest of this project' },
  },
  flags: {},
  examples: [['mrun pause', 'the newest sweep of this project']],
} as const satisfies Declaration;
