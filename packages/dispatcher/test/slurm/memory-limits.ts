import { existsSync, readdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';

const root = '/sys/fs/cgroup/memory';

/** Whether Slurm can end jobs here that take more memory than they asked for: by cgroups of version 1. */
export const hasMemoryLimits = existsSync(root);

/** A cgroup.conf that has it do so. */
export const memoryLimitsConf = [
  'CgroupPlugin=cgroup/v1',
  'ConstrainRAMSpace=yes',
  'ConstrainSwapSpace=yes',
  '',
].join('\n');

/** Removes what slurmd left behind of groups; those that still hold processes stay. */
export function removeMemoryGroups(nodes: number): void {
  for (let n = 1; n <= nodes; n++) removeEmpty(join(root, `slurm_n${n}`));
}

function removeEmpty(group: string): void {
  if (!existsSync(group)) return;
  for (const entry of readdirSync(group, { withFileTypes: true })) {
    if (entry.isDirectory()) removeEmpty(join(group, entry.name));
  }
  try {
    rmdirSync(group);
  } catch {
    // In use by another cluster.
  }
}
