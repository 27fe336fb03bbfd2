import type { Declaration } from '../command.ts';
import { contextKeyFlags } from './context-key-flags.ts';

export const context = {
  name: 'context',
  group: 'Set up',
  summary: 'The contexts there are, where each value of one comes from, and changes to them',
  description: [
    'add, edit, copy, delete and set-active change a file of contexts, and nothing else in it: comments, order and quotes stay. They print the file and the lines that change. add writes to your own file (--project: to mrunner.yaml), the others to the file that has the context, --config to the file named there. Nothing is written that mrun run would refuse.',
    'edit without flags opens the file in $EDITOR.',
  ],
  positionals: {
    action: {
      kind: 'optional',
      choices: ['list', 'show', 'add', 'edit', 'copy', 'delete', 'set-active'],
      describe: 'what to do; default: list',
    },
    which: {
      kind: 'optional',
      shown: 'NAME',
      describe: 'a context; with show, default: the one that would be used',
    },
    to: { kind: 'optional', shown: 'DST', describe: 'with copy: the name of the copy' },
  },
  flags: {
    name: { kind: 'text', value: 'NAME', describe: 'The name, as NAME without --name' },

    unset: {
      kind: 'list',
      value: 'KEY',
      describe: 'With edit: take a key out, such as mem or env.OMP_NUM_THREADS',
    },
    user: { kind: 'switch', describe: 'Change your own file of contexts' },
    project: { kind: 'switch', describe: 'Change the mrunner.yaml of the project' },
    resources: {
      kind: 'text',
      value: '"mem=2G cpu=4"',
      group: 'Resources of each run',
      describe: 'Several of them at once',
    },
    noNeptune: {
      kind: 'switch',
      group: 'Of every backend',
      describe: 'The same as --neptune=false',
    },
    ...contextKeyFlags,
  },
  examples: [
    ['mrun context', 'every context and the file that has it'],
    ['mrun context show hpc', 'every value of hpc with its origin'],
    ['mrun context add hpc --backend slurm --slurm-url me@hpc …', 'a cluster'],
    ['mrun context edit hpc --mem 16G --unset qos', 'another value, one less'],
    ['mrun context copy hpc hpc-gpu', 'the same under another name'],
    ['mrun context set-active hpc', 'what is used when --context says nothing'],
  ],
} as const satisfies Declaration;
