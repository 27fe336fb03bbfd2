import type { Declaration } from '../command.ts';
import { hereOnlyFlag } from './here-only-flag.ts';

export const clean = {
  name: 'clean',
  group: 'Steer',
  summary: 'Remove the sweeps that are not needed any more, after a question',
  description: [
    'A sweep must fit all flags to be removed. Without any, only sweeps whose directories are gone are taken off the list, and removals that were cut short are finished. What runs or is pinned stays.',
  ],
  positionals: {},
  flags: {
    olderThan: {
      kind: 'text',
      value: 'TIME',
      describe:
        'Only those in which nothing happened for that long (30d), or since a day (2026-11-01)',
    },
    failed: { kind: 'switch', describe: 'Only those without a run that succeeded' },
    keep: { kind: 'count', describe: 'Leave the newest N of each project alone' },
    where: {
      kind: 'text',
      value: 'CONDITION',
      describe:
        "Only those for which this holds, such as 'project=birds'; it knows what mrun list --where knows of sweeps",
    },
    ...hereOnlyFlag,
    dryRun: { kind: 'switch', short: 'n', describe: 'Say what would be removed, and stop' },
  },
  examples: [
    ['mrun clean', 'put the list in order'],
    ['mrun clean --older-than 30d --keep 5', 'all but the newest five of each project'],
    ['mrun clean --failed --dry-run', 'what could go of what came to nothing'],
  ],
} as const satisfies Declaration;
