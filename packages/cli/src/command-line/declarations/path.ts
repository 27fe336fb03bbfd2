import type { Declaration } from '../command.ts';

export const path = {
  name: 'path',
  group: 'Look',
  summary: "A run's directory",
  positionals: { run: { kind: 'one', describe: 'a run, such as 3 or otter/3' } },
  description: ['Of a run on another machine it is `user@host:path`, as scp and rsync take it.'],
  flags: {},
  examples: [['cd $(mrun path 3)', 'go to where run 3 keeps its files']],
} as const satisfies Declaration;
