import type { SlurmSettings } from './slurm-settings.ts';

/** Who pays and which machines may be used, as options of sbatch and srun. */
export function accountWords(settings: SlurmSettings): readonly string[] {
  const { account, qos, nodelist, excludeNodes } = settings;
  return [
    ...(account === undefined ? [] : [`--account=${account}`]),
    ...(qos === undefined ? [] : [`--qos=${qos}`]),
    ...(nodelist === undefined ? [] : [`--nodelist=${nodelist}`]),
    ...(excludeNodes === undefined ? [] : [`--exclude=${excludeNodes}`]),
  ];
}
