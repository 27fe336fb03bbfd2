import { mainContext, type Problem, type Result } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import { submitToKubernetes } from '../kubernetes/submit/submit-sweep.ts';
import type { SubmitOptions } from '../slurm/submit/submit-sweep.ts';
import { submitSweep as submitToSlurm } from '../slurm/submit/submit-sweep.ts';
import type { Sweep } from '../sweep-home/open-sweep.ts';
import { refreshSweep } from './refresh-sweep.ts';
import type { Submission } from './submit/submit-events.ts';

/**
 * Gives the runs of a sweep to its cluster, each attempt at most once, whatever happens on the way. A problem, and nothing
 * submitted: somebody else launches the sweep, a secret has no value, the cluster can't be reached.
 */
export const submitSweep = (
  host: Host,
  sweep: Sweep,
  options: SubmitOptions = {},
): Promise<Result<Submission>> => {
  if (mainContext(sweep.record).backend !== 'kubernetes')
    return submitToSlurm(host, sweep, options);
  return submitToKubernetes(host, sweep, { ...options, refresh: () => behind(host, sweep) });
};

/** Why a home could not be brought up to date. */
async function behind(host: Host, sweep: Sweep): Promise<Problem | undefined> {
  const { trouble } = await refreshSweep(host, sweep, { force: true });
  if (trouble === undefined) return undefined;
  const { name } = mainContext(sweep.record);
  return { kind: 'unreachable', path: `contexts.${name}`, message: trouble };
}
