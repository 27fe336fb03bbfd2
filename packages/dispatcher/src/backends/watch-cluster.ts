import { isKubernetes } from '../cluster/is-cluster.ts';
import type { ClusterWatched, ClusterWatchOptions } from '../cluster/look/watch-options.ts';
import type { Host } from '../host/host.ts';
import { watchKubernetes } from '../kubernetes/look/watch-kubernetes.ts';
import { watchCluster as watchSlurm } from '../slurm/look/watch-cluster.ts';
import type { Sweep } from '../sweep-home/open-sweep.ts';

/** Waits until all runs of a sweep on a cluster have ended, or nothing more of it starts by itself. */
export const watchCluster = (
  host: Host,
  sweep: Sweep,
  options: ClusterWatchOptions = {},
): Promise<ClusterWatched> =>
  isKubernetes(sweep) ? watchKubernetes(host, sweep, options) : watchSlurm(host, sweep, options);
