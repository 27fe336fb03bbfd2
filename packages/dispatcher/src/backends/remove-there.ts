import type { Result } from '@mrunner/core';
import { isKubernetes } from '../cluster/is-cluster.ts';
import type { Host } from '../host/host.ts';
import { removeInKubernetes } from '../kubernetes/steer/remove-in-kubernetes.ts';
import { removeThere as removeOnSlurm } from '../slurm/steer/remove-there.ts';
import type { Sweep } from '../sweep-home/open-sweep.ts';

/** Removes what a sweep has on its cluster, which is to be over. What is gone already is fine. */
export const removeThere = (host: Host, sweep: Sweep): Promise<Result<null>> =>
  isKubernetes(sweep) ? removeInKubernetes(host, sweep) : removeOnSlurm(host, sweep);
