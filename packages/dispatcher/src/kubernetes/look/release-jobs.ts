import { launcherOfToken, type SweepFacts } from '@mrunner/core';
import type { KubeApi } from '../api/kube-api.ts';
import { release } from '../steer/steer-calls.ts';
import type { ClusterView } from './cluster-view.ts';

/** Milliseconds that a canary must have lived. */
const wellAfter = 60_000;

/** Batches that wait for their canaries. */
export function heldBatches(facts: SweepFacts, now: number): ReadonlySet<string> {
  const held = [...facts.batches.values()].filter((batch) => batch.held);
  return new Set(
    held.flatMap(({ token }) => (areWell(facts, launcherOfToken(token), now) ? [] : [token])),
  );
}

/** Whether all canaries of a launcher lived for a minute, or succeeded. */
function areWell(facts: SweepFacts, launcher: string, now: number): boolean {
  const canaries = [...facts.batches.values()]
    .filter(({ token, held }) => !held && launcherOfToken(token) === launcher)
    .flatMap(({ runs }) => runs.map(([run]) => run));
  return canaries.every((run) => {
    if (facts.plain?.get(run) !== undefined) return true;
    const attempts = facts.runs.get(run) ?? [];
    return attempts.some(({ exitCode, startedAt }) =>
      exitCode === undefined
        ? startedAt !== undefined && now - startedAt >= wellAfter
        : exitCode === 0,
    );
  });
}

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
