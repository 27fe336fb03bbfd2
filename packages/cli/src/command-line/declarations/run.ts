import type { Declaration } from '../command.ts';
import {
  carryOutFlags,
  detachFlag,
  resourceFlags,
  scriptFlag,
  selectionFlags,
  skipDoneFlag,
  specAndParams,
  wordsAfter,
} from './spec-flags.ts';

export const run = {
  name: 'run',
  group: 'Start',
  summary: 'Run a spec: every experiment is checked, then started',
  positionals: specAndParams,
  words: wordsAfter,
  flags: {
    ...selectionFlags,
    ...skipDoneFlag,
    ...carryOutFlags,
    ...resourceFlags,
    ...scriptFlag,
    ...detachFlag,
    dryRun: { kind: 'switch', short: 'n', describe: 'Show the plan and start nothing' },
  },
  examples: [
    ['mrun run spec.ts --parallel 2', 'everything, two at a time'],
    ['mrun run spec.ts --only 0-3 --set epochs=1', 'a quick try'],
    ['mrun run spec.ts --detach', 'in the background, also after a logout'],
    ['mrun run spec.ts -- --verbose', 'with a word added to every command'],
  ],
} as const satisfies Declaration;
