import type { Declaration } from '../command.ts';
import { resourceFlags, selectionFlags, specPositional } from './spec-flags.ts';

export const generate = {
  name: 'generate',
  group: 'Start',
  summary: 'Write the neptune.yaml of every experiment',
  positionals: specPositional,
  flags: {
    out: { kind: 'text', value: 'DIR', describe: 'Where to write neptune-<index>-<name>.yaml' },
    neptuneVersion: {
      kind: 'text',
      value: '1|2',
      choices: ['1', '2'],
      describe: 'Form of the files',
    },
    commands: { kind: 'switch', describe: 'Print the neptune run command of each' },
    ...selectionFlags,
    ...resourceFlags,
  },
  examples: [
    ['mrun generate spec.ts --out yamls', 'one file an experiment'],
    ['mrun generate spec.ts --out yamls --commands', 'and the commands that use them'],
  ],
} as const satisfies Declaration;
