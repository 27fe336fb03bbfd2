import type { Declaration } from '../command.ts';
import { detachFlag, gpusFlag, resourceFlags } from './spec-flags.ts';
import { whereFlag } from './where-flag.ts';

const { cmdType: _, ...resources } = resourceFlags;

export const retry = {
  name: 'retry',
  group: 'Steer',
  summary: 'Start runs again that failed, were cancelled or got lost',
  description: [
    'The spec is not read again: a run keeps its parameters. Members of a composite are started again together.',
  ],
  positionals: {
    targets: {
      kind: 'many',
      describe: 'runs such as 3-7,9, or a sweep; default: all of the newest sweep',
    },
  },
  flags: {
    failed: { kind: 'switch', describe: 'Only failed runs, not cancelled or lost ones' },
    code: {
      kind: 'text',
      value: 'same|new',
      describe: 'With the code of then, or the code as it is; asked for when they differ',
    },
    ...whereFlag,
    ...resources,
    ...gpusFlag,
    ...detachFlag,
  },
  examples: [
    ['mrun retry --failed', 'what failed in the newest sweep'],
    ["mrun retry --where 'reason=oom' --mem 64G", 'with more memory'],
    ['mrun retry otter/3-7', 'these runs of another sweep'],
  ],
} as const satisfies Declaration;
