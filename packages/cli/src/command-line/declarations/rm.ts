import type { Declaration } from '../command.ts';
import { hereOnlyFlag } from './here-only-flag.ts';

export const rm = {
  name: 'rm',
  group: 'Steer',
  summary: 'Remove sweeps: their directories, and their places on the list',
  description: [
    'A sweep is kept when anything of it runs, or may run on another host, and when it or a run of it is pinned. Of a sweep whose directory is gone the place on the list is removed.',
    'It asks when no sweep is named, above 50 runs, and when files on another machine go with it.',
  ],
  positionals: {
    sweeps: { kind: 'many', describe: 'sweeps; without any it asks about the newest' },
  },
  flags: { ...hereOnlyFlag },
  examples: [
    ['mrun rm otter', 'the sweep whose id has otter in it'],
    ['mrun rm', 'the newest sweep of this project, after a question'],
  ],
} as const satisfies Declaration;
