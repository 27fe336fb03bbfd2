import { taskSlot } from '@mrunner/core';
import type { KubeApi } from '../api/kube-api.ts';
import { deletePod, tellWorkers } from '../steer/steer-calls.ts';
import type { ClusterView } from './cluster-view.ts';
import type { IsTold } from './told-cancels.ts';
import type { UnsettledTask } from './unsettled-tasks.ts';

/** Tasks that nobody wants, and whose pods to come do not know it: of runs that were to be tried again when they were cancelled. */
export const untoldTasks = (
  tasks: readonly UnsettledTask[],
  isTold: IsTold,
): readonly UnsettledTask[] =>
  tasks.filter((task) => task.isUnwanted && task.first !== undefined && !isTold(task));

/** Tells workers of them, and deletes those of their pods that have not begun. What fails is tried again by the next look. */
export async function stopUnwanted(
  api: KubeApi,
  sweepId: string,
  untold: readonly UnsettledTask[],
  view: ClusterView,
): Promise<void> {
  for (const [token, tasks] of Map.groupBy(untold, (task) => task.token)) {
    const job = view.jobs.get(token);
    const ours = tasks.filter(({ job: uid }) => uid === job?.uid);
    if (job === undefined || job.deleting || job.finished !== undefined || ours.length === 0) {
      continue;
    }
    const words = ours.flatMap(({ first }) => (first ? [[String(first.run), 'cancelled']] : []));
    await tellWorkers(api, sweepId, { token, uid: job.uid }, Object.fromEntries(words));
    const waiting = ours
      .flatMap(({ task }) => view.pods.get(taskSlot(token, task)) ?? [])
      .filter(
        ({ phase, startedAt, deleting }) =>
          phase !== 'ended' && startedAt === undefined && !deleting,
      );
    for (const pod of waiting) await api.request(deletePod(api, pod));
  }
}
