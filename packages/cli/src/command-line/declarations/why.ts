import type { Declaration } from '../command.ts';
import { whereFlag } from './where-flag.ts';

export const why = {
  name: 'why',
  group: 'Look',
  summary: 'What went wrong: of one run with the evidence, of a sweep by cause',
  positionals: { target: { kind: 'optional', describe: 'a run or a sweep' } },
  flags: { ...whereFlag },
  examples: [
    ['mrun why', 'the failures of the newest sweep, by cause'],
    ['mrun why 3', 'why run 3 is in its state'],
  ],
} as const satisfies Declaration;
