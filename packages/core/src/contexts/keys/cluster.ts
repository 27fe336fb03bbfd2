import type { ContextKey } from '../context-key.ts';
import { words } from '../list-kinds.ts';
import {
  host,
  imageWithOptions,
  oneOf,
  pathTo,
  text,
  wholeNumber,
  wordOrNumber,
} from '../scalar-kinds.ts';

const onClusters = ['slurm', 'kubernetes'] as const;

/** Keys of both schedulers. */
export const clusterKeys = {
  pack: {
    kind: wordOrNumber('auto', 'none'),
    doc: 'Runs share so many jobs, `time` being for a whole job; `auto`: where they are short or too many.',
    backends: onClusters,
    defaults: { slurm: 'none', kubernetes: 'none' },
  },
  canary: {
    kind: wholeNumber(1),
    doc: 'Start this many runs first, and the rest when those live for a minute or succeed.',
    backends: onClusters,
  },
} as const satisfies { readonly [name: string]: ContextKey };

const slurm = ['slurm'] as const;

/** Keys that Slurm alone has. */
export const slurmKeys = {
  slurm_url: {
    kind: host,
    doc: 'Where to ssh; absent: Slurm is on this machine.',
    backends: slurm,
  },
  account: { kind: text, doc: 'The account that pays (`-A`).', backends: slurm },
  qos: { kind: text, doc: 'Quality of service (`--qos`).', backends: slurm },
  nodelist: { kind: text, doc: 'Machines to use (`--nodelist`).', backends: slurm },
  exclude_nodes: { kind: text, doc: 'Machines not to use (`--exclude`).', backends: slurm },
  log_output_path: {
    kind: pathTo('there'),
    doc: "A directory, or a pattern with `%`, for Slurm's own output (`-o`), which is not the logs of runs.",
    backends: slurm,
  },
  after_module_load_cmd: {
    kind: text,
    doc: 'Shell text that runs behind `modules_to_load`.',
    backends: slurm,
  },
  sbatch_options: {
    kind: words,
    doc: 'Further options for sbatch and srun, such as `--mail-type=END`.',
    backends: slurm,
  },
  cmd_type: {
    kind: oneOf(['sbatch', 'srun']),
    doc: 'Submit and return (`sbatch`), or wait at the terminal (`srun`).',
    backends: slurm,
    defaults: { slurm: 'sbatch' },
  },
  singularity_container: {
    kind: imageWithOptions,
    doc: 'The image that runs are started in; options of `singularity exec` may stand before it.',
    backends: slurm,
  },
  shebang: { kind: text, doc: 'The first line of the job script.', backends: slurm },
  scratch_dir_name: {
    kind: text,
    oldNames: ['scratch_dir'],
    doc: 'A directory below `storage_dir` for everything of mrunner.',
    backends: slurm,
  },
  user_id: { kind: text, doc: 'The user name on the cluster.', backends: slurm },
} as const satisfies { readonly [name: string]: ContextKey };
