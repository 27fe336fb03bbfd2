import { isKubernetes } from '../cluster/is-cluster.ts';
import type { Refreshed } from '../cluster/look/refreshed.ts';
import type { Host } from '../host/host.ts';
import { cancelInKubernetes } from '../kubernetes/steer/cancel-in-kubernetes.ts';
import { cancelOnCluster as cancelOnSlurm } from '../slurm/steer/cancel-on-cluster.ts';
import type { Sweep } from '../sweep-home/open-sweep.ts';

/**
 * Cancels runs on a cluster. The wish is written down first, so that a cluster which can't be reached hears of it by the next
 * command that reaches it: `trouble` says so. What was submitted without a clear answer is looked up, and can start nothing any more.
 */
export const cancelOnCluster = (
  host: Host,
  sweep: Sweep,
  runs: 'all' | readonly number[],
): Promise<Refreshed> =>
  isKubernetes(sweep) ? cancelInKubernetes(host, sweep, runs) : cancelOnSlurm(host, sweep, runs);
