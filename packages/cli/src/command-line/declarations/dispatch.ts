import type { Declaration } from '../command.ts';
import { detachFlag } from './spec-flags.ts';

export const dispatch = {
  name: 'dispatch',
  group: 'Start',
  summary: 'Run a spec, with the command line of the old dispatcher',
  description: [
    'What has a colon list goes by the members of composites: element k is for member k, the last one for all further members.',
    '@FILE reads words from a file, one a line. Flags may be shortened as far as they stay clear: --lim 3.',
  ],
  positionals: {},
  likeArgparse: true,
  flags: {
    ex: { kind: 'text', value: 'FILE', required: true, describe: 'The spec' },
    spec: {
      kind: 'text',
      value: 'NAME',
      describe:
        'Which function or list of the file; default specifications, else spec or experiments_list',
    },
    runcfg: {
      kind: 'text',
      value: 'A[:B…]',
      describe: 'Where to run: contexts by name; default local',
    },
    dryRun: { kind: 'switch', short: 'n', describe: 'Show the commands and start nothing' },
    shuffle: { kind: 'optional', value: 'SEED', describe: 'In shuffled order' },
    limit: { kind: 'count', least: 1, describe: 'Only the first N' },
    parallel: { kind: 'text', value: 'N|auto', describe: 'Runs at a time' },
    addTags: { kind: 'list', value: 'T…', spread: true, describe: 'Add tags' },
    partition: { kind: 'text', value: 'P[:Q…]', describe: 'The queue to wait in' },
    cores: { kind: 'text', value: 'N[:M…]', describe: 'Processors for each run' },
    ntasks: { kind: 'text', value: 'N[:M…]', describe: 'Tasks for each run' },
    timelimit: {
      kind: 'text',
      value: 'TIME',
      describe: 'Time limit to ask the scheduler for: HH:MM:SS or HHMMSS, in lists too',
    },
    nrGpus: { kind: 'text', value: 'N[:M…]', describe: 'GPUs for each run' },
    dockerImage: {
      kind: 'text',
      value: 'IMAGE[:…]',
      describe: 'The image that runs on Kubernetes start in',
    },
    ...detachFlag,
  },
  examples: [
    ['mrun dispatch --ex exp.py --runcfg hpc --cores 4 --timelimit 240000', 'in the context hpc'],
    ['mrun dispatch --ex exp.py --parallel 2 --limit 3', 'the first three, two at a time'],
    ['mrun dispatch --ex duel.py --runcfg hpc --cores 24:4', 'by member of a composite'],
    ['mrun dispatch @night.txt --dry_run', 'as a file says'],
  ],
} as const satisfies Declaration;
