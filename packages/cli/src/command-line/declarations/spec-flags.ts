import type { Flags } from '../command.ts';

/** Which spec, and which of its experiments. */
export const selectionFlags = {
  spec: { kind: 'text', value: 'NAME', describe: 'Which export or key of the file; default spec' },
  only: { kind: 'text', value: '0-3,7', describe: 'Only these indexes' },
  shuffle: { kind: 'optional', value: 'SEED', describe: 'In shuffled order' },
  limit: { kind: 'count', least: 1, describe: 'Only the first N' },
  set: {
    kind: 'list',
    value: 'key=value',
    describe: 'Set a parameter of every experiment; +key=value adds one',
  },
  tags: { kind: 'list', value: 'T', describe: 'Add a tag' },
} as const satisfies Flags;

/** What is left out of the selection. */
export const skipDoneFlag = {
  skipDone: {
    kind: 'switch',
    describe: 'Leave out what succeeded in an earlier sweep of the project',
  },
} as const satisfies Flags;

/** What is asked for each run, over context and spec. */
export const resourceFlags = {
  cpu: { kind: 'text', value: 'N', describe: 'Processors for each run' },
  gpu: { kind: 'text', value: 'N', describe: 'GPUs for each run, such as 1 or a100:2' },
  mem: { kind: 'text', value: 'SIZE', describe: 'Memory for each run, such as 16G' },
  time: {
    kind: 'text',
    value: 'TIME',
    describe: 'Time limit to ask the scheduler for, such as 90m',
  },
  nodes: { kind: 'text', value: 'N', describe: 'Machines for each run' },
  ntasks: { kind: 'text', value: 'N', describe: 'Tasks for each run' },
  partition: { kind: 'text', value: 'NAME', describe: 'The queue to wait in' },
  cmdType: { kind: 'text', value: 'srun|sbatch', describe: 'How Slurm is asked to start it' },
} as const satisfies Flags;

/** Which GPUs of this machine may be used. */
export const gpusFlag = {
  gpus: { kind: 'text', value: '0,2-5|auto', describe: 'GPUs that the runs may use' },
} as const satisfies Flags;

/** How a sweep is carried out, over the context. */
export const carryOutFlags = {
  parallel: { kind: 'text', value: 'N|auto', describe: 'Runs at a time' },
  ...gpusFlag,
  code: {
    kind: 'text',
    value: 'snapshot|in-place',
    describe: 'Whether runs use a copy of the code or the files themselves',
  },
  retries: { kind: 'count', describe: 'Start a failed run again up to N times' },
  timeout: { kind: 'text', value: 'TIME', describe: 'End a run that takes longer, such as 90m' },
  maxFailures: { kind: 'count', least: 1, describe: 'Start no more after N failures' },
  canary: {
    kind: 'count',
    least: 1,
    describe: 'On a cluster: start N runs first, and the others when those work',
  },
} as const satisfies Flags;

/** Whether somebody stays to watch. */
export const detachFlag = {
  detach: {
    kind: 'switch',
    describe: 'Let it run in the background, and return once it has started',
  },
} as const satisfies Flags;

export const specPositional = {
  file: { kind: 'one', shown: 'SPEC', describe: 'a .ts, .js, .py, .yaml or .json file' },
} as const;

/** A spec, and the words behind it that the old tools took there. */
export const specAndParams = {
  ...specPositional,
  params: {
    kind: 'many',
    describe: 'words added to every command; behind a Python spec only, else they come behind --',
  },
} as const;

export const wordsAfter = 'Words added to every command';

/** Of commands that show what would be submitted. */
export const scriptFlag = {
  script: {
    kind: 'switch',
    describe: 'Show the script that a scheduler would get, too; run -n into a pipe always does',
  },
} as const satisfies Flags;
