import type { Declaration } from '../command.ts';

export const list = {
  name: 'list',
  group: 'Look',
  summary: 'All sweeps, the newest first',
  positionals: {},
  flags: {
    where: {
      kind: 'text',
      value: 'CONDITION',
      describe:
        "Only sweeps for which this holds, such as 'failed>0 and project=birds'; it knows id, project, name, context, tag, spec, directory, count, launcher, gone and the number of runs in each state",
    },
  },
  examples: [['mrun list', 'every sweep of yours on this machine']],
} as const satisfies Declaration;
