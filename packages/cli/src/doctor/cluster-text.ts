import type { ClusterFacts } from '@mrunner/dispatcher';

/** What a cluster is, in a line: `me on login01, Slurm 22.05.8, cluster hpc`. */
export const clusterText = ({ user, host, version, clusterName }: ClusterFacts): string =>
  `${user} on ${host}, Slurm ${version}${clusterName === '' ? '' : `, cluster ${clusterName}`}`;
