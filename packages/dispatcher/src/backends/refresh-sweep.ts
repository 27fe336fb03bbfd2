import { isKubernetes } from '../cluster/is-cluster.ts';
import type { Refreshed } from '../cluster/look/refreshed.ts';
import type { Host } from '../host/host.ts';
import { refreshKubernetes } from '../kubernetes/look/refresh-kubernetes.ts';
import { type RefreshOptions, refreshSweep as refreshSlurm } from '../slurm/look/refresh-sweep.ts';
import type { Sweep } from '../sweep-home/open-sweep.ts';

/**
 * Brings the home of a sweep on a cluster up to date: carries out what somebody wished, asks the scheduler, fetches what workers recorded, and what came
 * out of runs. What could not be found out changes nothing. Does nothing for other sweeps, for those that are over, and
 * when somebody asked a moment ago, unless it is to (`force`).
 */
export const refreshSweep = (
  host: Host,
  sweep: Sweep,
  options: Pick<RefreshOptions, 'force' | 'patience'> = {},
): Promise<Refreshed> =>
  isKubernetes(sweep)
    ? refreshKubernetes(host, sweep, { force: options.force === true })
    : refreshSlurm(host, sweep, options);
