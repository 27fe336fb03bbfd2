import type { SweepFacts } from '@mrunner/core';
import type { KubeApi } from '../api/kube-api.ts';
import { release } from '../steer/steer-calls.ts';
import type { ClusterView } from './cluster-view.ts';

/**
 * Releases Jobs that are recorded and wait for that alone: who submitted them was killed before it could, or their
 * canaries are well by now. One that somebody suspended later is left alone.
 *
 * @returns the tokens
 */
export async function releaseJobs(
  api: KubeApi,
  { jobs }: ClusterView,
  facts: SweepFacts,
  held: ReadonlySet<string>,
): Promise<readonly string[]> {
  const waiting = [...jobs.values()].filter(
    ({ token, uid, suspended, hasStarted, queue, deleting }) =>
      suspended &&
      !hasStarted &&
      !deleting &&
      queue === undefined &&
      facts.submitted.get(token)?.job === uid &&
      !held.has(token),
  );
  for (const { token } of waiting) {
    await api.request(release(api, token));
  }
  return waiting.map(({ token }) => token);
}
