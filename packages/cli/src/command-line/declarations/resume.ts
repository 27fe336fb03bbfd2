import type { Declaration } from '../command.ts';
import { detachFlag, gpusFlag } from './spec-flags.ts';

export const resume = {
  name: 'resume',
  group: 'Steer',
  summary: 'Go on with a sweep after an interrupt, a crash or a pause',
  description: [
    'Runs that are on are waited for, lost ones are started again unless on_lost: ask says otherwise, and the rest is started.',
    'The spec is not read again. When a launcher is at work, this takes back a pause and shows the progress; Ctrl-C then only stops looking.',
  ],
  positionals: {
    sweep: { kind: 'optional', describe: 'a sweep; default: the newest of this project' },
  },
  flags: {
    parallel: { kind: 'text', value: 'N|auto', describe: 'Runs at a time, from now on' },
    ...gpusFlag,
    ...detachFlag,
    takeOver: {
      kind: 'switch',
      describe: 'Take it from a launcher on another host, which is dead with all that it started',
    },
  },
  examples: [
    ['mrun resume', 'the newest sweep of this project'],
    ['mrun resume otter --detach', 'in the background'],
  ],
} as const satisfies Declaration;
