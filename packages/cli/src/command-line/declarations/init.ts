import type { Declaration } from '../command.ts';

export const init = {
  name: 'init',
  group: 'Set up',
  summary: 'Write a spec, a training script and mrunner.yaml to start from',
  positionals: { directory: { kind: 'optional', describe: 'where; default: here' } },
  flags: { python: { kind: 'switch', describe: 'In Python, also where nothing else is yet' } },
  examples: [
    ['mrun init', 'files with comments, ready to run; nothing is overwritten'],
    ['mrun init first-sweep', 'the same in a new directory'],
    ['mrun init --python', 'spec and script in Python, as in a project that is in Python'],
  ],
} as const satisfies Declaration;
