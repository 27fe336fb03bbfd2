import type { Declaration } from '../command.ts';
import { pinFlags } from './pin-flags.ts';

export const tag = {
  name: 'tag',
  group: 'Steer',
  summary: 'Give tags to a sweep or to runs, or take them away',
  description: [
    'Tags of a spec, a context or --tags can be taken away too: what was recorded at the start stays as it is, and what commands show changes.',
  ],
  positionals: {
    target: {
      kind: 'optional',
      shown: 'SWEEP|RUNS',
      describe: 'a sweep, or runs such as 3, 3-7 or otter/3; default: the newest of this project',
    },
    tags: { kind: 'many', describe: 'tags to give, as tag or +tag; to take away, as -tag' },
  },
  flags: {
    remove: {
      kind: 'list',
      value: 'TAG',
      describe: 'Take a tag away, as -TAG does',
    },
    ...pinFlags,
  },
  dashed: 'remove',
  examples: [
    ['mrun tag 3 best', 'run 3 of the newest sweep'],
    ['mrun tag otter +paper -demo', 'a sweep: one tag more, one less'],
    ['mrun tag +paper', 'the newest sweep of this project'],
    ['mrun tag otter --pin', 'keep it from mrun rm and mrun clean'],
    ['mrun list --tags paper', 'find it again'],
  ],
} as const satisfies Declaration;
