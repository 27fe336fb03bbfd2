import type { Declaration } from '../command.ts';

export const show = {
  name: 'show',
  group: 'Look',
  summary: 'Everything about one run: parameters, command, attempts, result',
  positionals: { run: { kind: 'one', describe: 'a run, such as 3 or otter/3' } },
  flags: {},
  examples: [['mrun show 3', 'run 3 of the newest sweep']],
} as const satisfies Declaration;
