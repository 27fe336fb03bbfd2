import type { Host } from '../host/host.ts';
import { watchKubernetes } from '../kubernetes/look/watch-kubernetes.ts';
import { watchCluster as watchSlurm } from '../slurm/look/watch-cluster.ts';
import type { Sweep } from '../sweep-home/open-sweep.ts';
import { isKubernetes } from './is-cluster.ts';
import type { ClusterWatched, ClusterWatchOptions } from './look/watch-options.ts';

/** Waits until all runs of a sweep on a cluster have ended, or nothing more of it starts by itself. */
export const watchCluster = (
  host: Host,
  sweep: Sweep,
  options: ClusterWatchOptions = {},
): Promise<ClusterWatched> =>
  isKubernetes(sweep) ? watchKubernetes(host, sweep, options) : watchSlurm(host, sweep, options);
