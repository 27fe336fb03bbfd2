import type { SweepFacts } from '@mrunner/core';
import { isPassing, troubleOf } from '../api/kube-answer.ts';
import type { KubeApi } from '../api/kube-api.ts';
import { isCarried, release } from '../steer/steer-calls.ts';
import type { ClusterView } from './cluster-view.ts';

/**
 * Releases Jobs that are recorded and wait for that alone: who submitted them was killed before it could, or their
 * canaries are well by now. One that somebody suspended later is left alone.
 *
 * @returns why some can't be released, by token
 */
export async function releaseJobs(
  api: KubeApi,
  { jobs }: ClusterView,
  facts: SweepFacts,
  held: ReadonlySet<string>,
): Promise<ReadonlyMap<string, string>> {
  const waiting = [...jobs.values()].filter(
    ({ token, uid, suspended, hasStarted, queue, deleting }) =>
      suspended &&
      !hasStarted &&
      !deleting &&
      queue === undefined &&
      facts.submitted.get(token)?.job === uid &&
      !held.has(token),
  );
  const refusals = new Map<string, string>();
  for (const { token } of waiting) {
    const answer = await api.request(release(api, token));
    if (!isCarried(answer) && !isPassing(answer)) refusals.set(token, troubleOf(answer));
  }
  return refusals;
}
