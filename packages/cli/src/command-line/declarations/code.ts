import type { Declaration } from '../command.ts';

export const code = {
  name: 'code',
  group: 'Look',
  summary: 'Give the very code of a run back, into a directory',
  description: [
    'A snapshot is copied as it was made. Code that was used in place is made of its commit and its differences: the whole repository.',
    'What can not be given back is named, and the exit code is 1.',
  ],
  positionals: { run: { kind: 'one', describe: 'a run, such as 3 or otter/3' } },
  flags: {
    to: {
      kind: 'text',
      value: 'DIR',
      describe: 'Where to: a directory that does not exist or is empty',
    },
    attempt: { kind: 'count', least: 1, describe: 'Of this attempt; default the newest' },
  },
  examples: [['mrun code 3 --to then', 'the code of run 3, in the new directory then']],
} as const satisfies Declaration;
