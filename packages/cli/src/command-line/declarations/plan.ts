import type { Declaration } from '../command.ts';
import {
  carryOutFlags,
  resourceFlags,
  scriptFlag,
  selectionFlags,
  skipDoneFlag,
  specAndParams,
  wordsAfter,
} from './spec-flags.ts';

export const plan = {
  name: 'plan',
  group: 'Start',
  summary: 'Show what mrun run would do; nothing is touched',
  positionals: specAndParams,
  words: wordsAfter,
  flags: {
    ...selectionFlags,
    ...skipDoneFlag,
    ...carryOutFlags,
    ...resourceFlags,
    ...scriptFlag,
    probe: {
      kind: 'switch',
      describe: 'Ask each script for its --help, and compare its flags with those of the plan',
    },
  },
  examples: [
    ['mrun plan spec.ts', 'what varies, the first and the last run'],
    ['mrun plan spec.ts --json', 'every command, variable and file'],
    ['mrun plan spec.ts --probe', 'does the script know all these flags?'],
  ],
} as const satisfies Declaration;
