import type { Declaration } from '../command.ts';
import {
  carryOutFlags,
  resourceFlags,
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
  flags: { ...selectionFlags, ...skipDoneFlag, ...carryOutFlags, ...resourceFlags },
  examples: [
    ['mrun plan spec.ts', 'what varies, the first and the last run'],
    ['mrun plan spec.ts --json', 'every command, variable and file'],
  ],
} as const satisfies Declaration;
