import type { Result } from '@mrunner/core';
import { isKubernetes } from '../cluster/is-cluster.ts';
import type { Submission } from '../cluster/submit/submit-events.ts';
import type { SubmitOptions } from '../cluster/submit/submit-options.ts';
import type { Host } from '../host/host.ts';
import { submitToKubernetes } from '../kubernetes/submit/submit-sweep.ts';
import { submitToSlurm } from '../slurm/submit/submit-sweep.ts';
import type { Sweep } from '../sweep-home/open-sweep.ts';

/**
 * Gives the runs of a sweep to its cluster, each attempt at most once, whatever happens on the way. A problem, and nothing
 * submitted: somebody else launches the sweep, a secret has no value, the cluster can't be reached.
 */
export const submitSweep = (
  host: Host,
  sweep: Sweep,
  options: SubmitOptions = {},
): Promise<Result<Submission>> =>
  isKubernetes(sweep)
    ? submitToKubernetes(host, sweep, options)
    : submitToSlurm(host, sweep, options);
