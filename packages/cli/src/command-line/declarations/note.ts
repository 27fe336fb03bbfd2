import type { Declaration } from '../command.ts';
import { pinFlags } from './pin-flags.ts';

export const note = {
  name: 'note',
  group: 'Steer',
  summary: 'Write down what you think of a sweep or of runs',
  description: [
    'Without a text it shows the notes. They are found again by mrun list WORD, and by --where note~WORD.',
  ],
  positionals: {
    target: {
      kind: 'optional',
      shown: 'SWEEP|RUNS',
      describe: 'a sweep, or runs such as 3, 3-7 or otter/3; default: the newest of this project',
    },
    text: { kind: 'many', describe: 'what to note' },
  },
  flags: {
    remove: { kind: 'list', value: 'N', describe: 'Take note N back' },
    ...pinFlags,
  },
  words: 'the text, when it begins with a dash, or is about the newest sweep',
  examples: [
    ['mrun note 3 figure 2 of the paper', 'about run 3 of the newest sweep'],
    ["mrun note otter 'the data was shifted' --pin", 'about a sweep, which is kept'],
    ['mrun note otter', 'all notes of that sweep, with their numbers'],
    ['mrun note otter --remove 2', 'take one of them back'],
  ],
} as const satisfies Declaration;
