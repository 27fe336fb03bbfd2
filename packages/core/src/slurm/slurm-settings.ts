import type { Context } from '../contexts/context.ts';

/** The keys that contexts on Slurm alone have, by the types that they were checked for. */
export interface SlurmSettings {
  /** `[user@]host`; absent: Slurm is on this machine. */
  readonly url?: string;
  readonly account?: string;
  readonly qos?: string;
  readonly nodelist?: string;
  readonly excludeNodes?: string;
  readonly logOutputPath?: string;
  readonly afterModuleLoadCommand?: string;
  readonly sbatchOptions: readonly string[];
  readonly cmdType: 'sbatch' | 'srun';
  /** An image, with options of `singularity exec` before it. */
  readonly singularityContainer?: string;
  readonly shebang?: string;
  readonly scratchDirName?: string;
  readonly userId?: string;
  readonly pack: 'auto' | 'none' | number;
  readonly canary?: number;
}

/** Reads what a context says of Slurm. */
export function slurmSettings({ slurm }: Pick<Context, 'slurm'>): SlurmSettings {
  const settings: { -readonly [K in keyof SlurmSettings]?: unknown } = {
    sbatchOptions: slurm.sbatch_options ?? [],
    cmdType: slurm.cmd_type ?? 'sbatch',
    pack: slurm.pack ?? 'none',
  };
  for (const [name, key] of optionalKeys) {
    if (slurm[key] !== undefined) settings[name] = slurm[key];
  }
  // The context's keys were checked when it was read.
  return settings as SlurmSettings;
}

const optionalKeys: readonly (readonly [keyof SlurmSettings, string])[] = [
  ['url', 'slurm_url'],
  ['account', 'account'],
  ['qos', 'qos'],
  ['nodelist', 'nodelist'],
  ['excludeNodes', 'exclude_nodes'],
  ['logOutputPath', 'log_output_path'],
  ['afterModuleLoadCommand', 'after_module_load_cmd'],
  ['singularityContainer', 'singularity_container'],
  ['shebang', 'shebang'],
  ['scratchDirName', 'scratch_dir_name'],
  ['userId', 'user_id'],
  ['canary', 'canary'],
];
