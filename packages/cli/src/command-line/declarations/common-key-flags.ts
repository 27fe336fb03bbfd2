import type { Flags } from '../command.ts';

/** Keys of contexts of every backend as flags. Made by scripts/write-context-keys.ts from the table of keys: change that, and run pnpm run docs. */
export const commonKeyFlags = {
  backend: {
    kind: 'text',
    value: 'local|slurm|kubernetes',
    group: 'Of every backend',
    describe: 'The kind of place',
    offers: ['local', 'slurm', 'kubernetes'],
  },
  backendType: {
    kind: 'text',
    value: 'local|slurm|kubernetes',
    group: 'Of every backend',
    describe: 'The same as --backend',
    offers: ['local', 'slurm', 'kubernetes'],
  },
  type: {
    kind: 'text',
    value: 'local|slurm|kubernetes',
    group: 'Of every backend',
    describe: 'The same as --backend',
    offers: ['local', 'slurm', 'kubernetes'],
  },
  storageDir: {
    kind: 'text',
    group: 'Of every backend',
    describe: 'Where sweeps and their runs are kept: ./mruns, but no default on another machine',
  },
  storage: {
    kind: 'text',
    group: 'Of every backend',
    describe: 'The same as --storage-dir',
  },
  parallel: {
    kind: 'text',
    group: 'Of every backend',
    describe: 'Runs at a time; auto: as many as fit, or as the scheduler likes',
  },
  gpus: {
    kind: 'text',
    group: 'Of every backend',
    describe:
      'GPUs that runs may use: auto (those that nobody uses), or numbers or ids such as 0,2-5',
  },
  python: {
    kind: 'text',
    group: 'Of every backend',
    describe:
      'The Python for specs, and for python in front of scripts where no environment is activated',
  },
  code: {
    kind: 'text',
    value: 'snapshot|in-place|git',
    group: 'Of every backend',
    describe:
      'Whether runs use a copy of the code, the files themselves, or (only on kubernetes) the commit',
    offers: ['snapshot', 'in-place', 'git'],
  },
  onLost: {
    kind: 'text',
    value: 'rerun|ask',
    group: 'Of every backend',
    describe: 'What mrun resume does with a run that ended without a record',
    offers: ['rerun', 'ask'],
  },
  retries: {
    kind: 'text',
    group: 'Of every backend',
    describe: 'How many times a run that fails is started again by itself',
  },
  retryOn: {
    kind: 'list',
    group: 'Of every backend',
    describe: 'The kinds of failure that retries is for',
  },
  timeout: {
    kind: 'text',
    group: 'Of every backend',
    describe: 'How long a run may take; a number without a unit is minutes',
  },
  grace: {
    kind: 'text',
    group: 'Of every backend',
    describe:
      'Time between asking a run to stop (TERM) and ending it (KILL); a bare number is seconds',
  },
  warnBefore: {
    kind: 'text',
    group: 'Of every backend',
    describe: 'How long before its time limit a run is warned; a number without a unit is seconds',
  },
  neptune: {
    kind: 'optional',
    value: 'false',
    group: 'Of every backend',
    describe: 'Whether runs find a neptune context (MRUNNER_UNDER_NEPTUNE=1)',
  },
  tags: {
    kind: 'list',
    group: 'Of every backend',
    describe: "Tags for every run here, added to the spec's",
  },
  isolate: {
    kind: 'optional',
    value: 'false',
    group: 'Of every backend',
    describe:
      'Whether each run gets its own session, for runs that signal their whole process group',
  },
  cpu: {
    kind: 'text',
    group: 'Resources of each run',
    describe: 'Processors for each run',
  },
  gpu: {
    kind: 'text',
    group: 'Resources of each run',
    describe: 'GPUs for each run',
  },
  mem: {
    kind: 'text',
    group: 'Resources of each run',
    describe: 'Memory for each run; G is GiB, and a number without a unit is MiB',
  },
  time: {
    kind: 'text',
    group: 'Resources of each run',
    describe: 'The time limit asked of the scheduler; a number without a unit is minutes',
  },
  nodes: {
    kind: 'text',
    group: 'Resources of each run',
    describe: 'Machines for each run',
  },
  ntasks: {
    kind: 'text',
    group: 'Resources of each run',
    describe: 'Tasks for each run; they share its processors',
  },
  partition: {
    kind: 'text',
    group: 'Resources of each run',
    describe: 'The queue to wait in',
  },
  constraint: {
    kind: 'text',
    group: 'Resources of each run',
    describe: 'A feature the machine must have',
  },
  env: {
    kind: 'list',
    value: 'NAME=value',
    group: 'Of every backend',
    describe: 'Environment variables, a map of names and texts',
  },
  envFile: {
    kind: 'list',
    group: 'Of every backend',
    describe:
      'Files with NAME=value lines; the values reach the runs and nothing else (type --env_file: Node reads --env-file itself)',
  },
  secrets: {
    kind: 'list',
    group: 'Of every backend',
    describe: 'Names of environment variables whose values reach the runs and nothing else',
  },
  modulesToLoad: {
    kind: 'list',
    group: 'Of every backend',
    describe: 'Environment modules to load (module load)',
  },
  venv: {
    kind: 'text',
    group: 'Of every backend',
    describe: 'A Python virtual environment to activate',
  },
  requirementsFile: {
    kind: 'text',
    group: 'Of every backend',
    describe: 'What is installed into venv when that has to be made',
  },
  conda: {
    kind: 'text',
    group: 'Of every backend',
    describe: 'A conda environment to activate, by name or path',
  },
  prologCmd: {
    kind: 'text',
    group: 'Of every backend',
    describe: 'Shell text that runs in the shell which then starts runs',
  },
  setup: {
    kind: 'text',
    group: 'Of every backend',
    describe: 'Shell text that runs once in each snapshot, such as npm ci',
  },
  link: {
    kind: 'list',
    group: 'Of every backend',
    describe: 'Paths of the project that are linked into the snapshot: node_modules, data',
  },
} as const satisfies Flags;
