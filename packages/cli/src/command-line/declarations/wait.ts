import type { Declaration } from '../command.ts';

export const wait = {
  name: 'wait',
  group: 'Steer',
  summary: 'Wait until a sweep has ended',
  description: ['Exit code 0 when all runs succeeded, else 1.'],
  positionals: {
    sweep: { kind: 'optional', describe: 'a sweep; default: the newest of this project' },
  },
  flags: {},
  examples: [['mrun wait && mrun results', 'the results as soon as they are complete']],
} as const satisfies Declaration;
