import type { Declaration } from '../command.ts';

export const context = {
  name: 'context',
  group: 'Set up',
  summary: 'The contexts there are, and where each value of one comes from',
  positionals: {
    action: { kind: 'one', choices: ['list', 'show'], describe: 'list or show' },
    name: {
      kind: 'optional',
      describe: 'with show: a context; default: the one that would be used',
    },
  },
  flags: {},
  examples: [
    ['mrun context list', 'every context and the file that has it'],
    ['mrun context show hpc', 'every value of hpc with its origin'],
  ],
} as const satisfies Declaration;
