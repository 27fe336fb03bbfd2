import { type Context, slurmSettings } from '@mrunner/core';
import type { ClusterFacts } from './facts.ts';

/**
 * The partition whose time limit is below the one that is asked for; undefined when one of the partitions asked for allows it. Most
 * clusters take such a job and never start it.
 */
export function timeProblem(
  { partitions }: Pick<ClusterFacts, 'partitions'>,
  { resources, slurm }: Pick<Context, 'resources' | 'slurm'>,
): ClusterFacts['partitions'][number] | undefined {
  const { time } = resources;
  // A quality of service may allow more.
  if (time === undefined || slurmSettings({ slurm }).qos !== undefined) return undefined;
  const wanted = resources.partition?.split(',');
  const asked = partitions.filter(({ name, isDefault }) => wanted?.includes(name) ?? isDefault);
  const isTooMuch = asked.every(({ maxTime }) => maxTime !== undefined && time > maxTime);
  return isTooMuch ? asked[0] : undefined;
}
