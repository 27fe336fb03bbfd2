import type { Flags } from '../command.ts';

/** Keys of contexts on clusters as flags. Made by scripts/write-context-keys.ts from the table of keys: change that, and run pnpm run docs. */
export const clusterKeyFlags = {
  pack: {
    kind: 'text',
    group: 'Of slurm and kubernetes alone',
    describe:
      'Runs share so many jobs, time being for a whole job; auto: where they are short or too many',
  },
  canary: {
    kind: 'text',
    group: 'Of slurm and kubernetes alone',
    describe: 'Start this many runs first, and the rest when those live for a minute or succeed',
  },
  slurmUrl: {
    kind: 'text',
    group: 'Of slurm alone',
    describe: 'Where to ssh; absent: Slurm is on this machine',
  },
  account: {
    kind: 'text',
    group: 'Of slurm alone',
    describe: 'The account that pays (-A)',
  },
  qos: {
    kind: 'text',
    group: 'Of slurm alone',
    describe: 'Quality of service (--qos)',
  },
  nodelist: {
    kind: 'text',
    group: 'Of slurm alone',
    describe: 'Machines to use (--nodelist)',
  },
  excludeNodes: {
    kind: 'text',
    group: 'Of slurm alone',
    describe: 'Machines not to use (--exclude)',
  },
  logOutputPath: {
    kind: 'text',
    group: 'Of slurm alone',
    describe:
      "A directory, or a pattern with %, for Slurm's own output (-o), which is not the logs of runs",
  },
  afterModuleLoadCmd: {
    kind: 'text',
    group: 'Of slurm alone',
    describe: 'Shell text that runs behind modules_to_load',
  },
  sbatchOptions: {
    kind: 'list',
    group: 'Of slurm alone',
    describe: 'Further options for sbatch and srun, such as --mail-type=END',
  },
  cmdType: {
    kind: 'text',
    value: 'sbatch|srun',
    group: 'Of slurm alone',
    describe: 'Submit and return (sbatch), or wait at the terminal (srun)',
    offers: ['sbatch', 'srun'],
  },
  singularityContainer: {
    kind: 'text',
    group: 'Of slurm alone',
    describe: 'The image that runs are started in; options of singularity exec may stand before it',
  },
  shebang: {
    kind: 'text',
    group: 'Of slurm alone',
    describe: 'The first line of the job script',
  },
  scratchDirName: {
    kind: 'text',
    group: 'Of slurm alone',
    describe: 'A directory below storage_dir for everything of mrunner',
  },
  scratchDir: {
    kind: 'text',
    group: 'Of slurm alone',
    describe: 'The same as --scratch-dir-name',
  },
  userId: {
    kind: 'text',
    group: 'Of slurm alone',
    describe: 'The user name on the cluster',
  },
} as const satisfies Flags;
