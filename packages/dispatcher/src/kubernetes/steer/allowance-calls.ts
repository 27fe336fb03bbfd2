import type { RunStatus } from '@mrunner/core';
import type { CancelTarget } from '../../cluster/steer/cancel-targets.ts';
import type { KubeApi } from '../api/kube-api.ts';
import type { ClusterView } from '../look/cluster-view.ts';
import { setMostFailed } from './steer-calls.ts';
import type { SteerCall } from './wish-calls.ts';

/**
 * What it takes so that runs which are about to be cancelled are no failures of those that `--max-failures` allows: to Kubernetes an
 * index that is ended has failed. To be called before anything is cancelled.
 */
export function allowanceCalls(
  api: KubeApi,
  maxFailures: number | undefined,
  targets: readonly CancelTarget[],
  view: ClusterView,
  of: (run: number) => Pick<RunStatus, 'state' | 'stop'>,
): readonly SteerCall[] {
  if (maxFailures === undefined) return [];
  return targets.flatMap(({ batch, isWhole, runs }): readonly SteerCall[] => {
    const job = view.jobs.get(batch.token);
    if (isWhole || batch.isPacked || job === undefined || job.uid !== batch.job) return [];
    const meant = new Set(runs);
    const cancelled = batch.runs.filter(([run]) => {
      const { state, stop } = of(run);
      return meant.has(run) || state === 'cancelled' || stop === 'cancelled';
    });
    const most = Math.min(job.tasks, Math.max(maxFailures - 1, 0) + cancelled.length);
    if (most <= job.mostFailed) return [];
    return [() => api.request(setMostFailed(api, batch.token, most))];
  });
}
