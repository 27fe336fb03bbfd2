import { podPaths } from '@mrunner/core/kubernetes';
import type { KubeApi } from '../api/kube-api.ts';
import { tellWorkers } from '../steer/steer-calls.ts';
import type { ClusterView } from './cluster-view.ts';
import type { Recount } from './judgement.ts';

/**
 * Tells workers to come how many lives of their task there were before its Job began to count anew. Who does not hear it counts as
 * its Job does: then its words are taken for those of the life that it is.
 */
export async function tellRecounts(
  api: KubeApi,
  sweepId: string,
  recounts: readonly Recount[],
  { jobs }: ClusterView,
): Promise<void> {
  for (const [token, told] of Map.groupBy(recounts, (recount) => recount.token)) {
    const job = jobs.get(token);
    if (job === undefined || job.deleting || job.finished !== undefined) continue;
    const words = told.map(({ task, lives, spent }) => [
      podPaths.livesOf(task),
      `${lives} ${spent}\n`,
    ]);
    await tellWorkers(api, sweepId, job, Object.fromEntries(words));
  }
}
