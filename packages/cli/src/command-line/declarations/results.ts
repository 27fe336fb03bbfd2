import type { Declaration } from '../command.ts';
import { whereFlag } from './where-flag.ts';

export const results = {
  name: 'results',
  group: 'Look',
  summary: 'What came out: results and metrics as a table',
  positionals: {
    sweeps: { kind: 'many', describe: 'sweeps; default: the newest of this project' },
  },
  flags: {
    sort: {
      kind: 'text',
      value: 'KEY',
      describe: 'Sort by a result or parameter; -KEY: the largest first',
    },
    best: { kind: 'count', least: 1, describe: 'Only the first N' },
    over: {
      kind: 'list',
      value: 'KEY',
      describe: 'Mean and deviation over a parameter such as seed',
    },
    plot: { kind: 'text', value: 'NAME', describe: 'Draw the curves of a metric of the best few' },
    csv: { kind: 'switch', describe: 'Print CSV' },
    md: { kind: 'switch', describe: 'Print a Markdown table' },
    ...whereFlag,
  },
  examples: [
    ['mrun results --sort -accuracy --best 3', 'the three with the highest accuracy'],
    ['mrun results --over seed', 'mean and deviation over seeds'],
    ['mrun results --over seed --plot loss', 'and how the loss went, drawn'],
    ['mrun results otter heron --csv > all.csv', 'two sweeps for a spreadsheet'],
  ],
} as const satisfies Declaration;
