import type { Declaration } from '../command.ts';
import { gpusFlag } from './spec-flags.ts';

export const update = {
  name: 'update',
  group: 'Steer',
  summary: 'Change how many runs go at a time, or on which GPUs, also while a sweep is at work',
  description: ['Runs that are on go on to their end, also when they are more than that by then.'],
  positionals: {
    sweep: { kind: 'optional', describe: 'a sweep; default: the newest of this project' },
  },
  flags: {
    parallel: { kind: 'text', value: 'N|auto', describe: 'Runs at a time' },
    ...gpusFlag,
  },
  examples: [['mrun update --parallel 4', 'four at a time from now on']],
} as const satisfies Declaration;
