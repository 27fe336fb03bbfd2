import { taskSlot } from '@mrunner/core';
import type { ClusterView } from './cluster-view.ts';
import type { PodToCollect } from './pod-to-collect.ts';
import { podsOfLives } from './pods-of-lives.ts';
import type { UnsettledTask } from './unsettled-tasks.ts';

/** The pods that have ended since the last look, and those that go on and tell of runs that ended in them. */
export function podsToCollect(
  tasks: readonly UnsettledTask[],
  { jobs, pods }: ClusterView,
): readonly PodToCollect[] {
  return tasks.flatMap((unsettled) => {
    const { token, task, first, isPacked } = unsettled;
    const listed = pods.get(taskSlot(token, task)) ?? [];
    const { byLife } = podsOfLives(listed, unsettled, jobs.get(token));
    return [...byLife.values()].flatMap((pod) => {
      if (pod.phase !== 'ended' && !(isPacked && pod.phase === 'running')) return [];
      if (first === undefined) return [{ pod }];
      return [{ pod, own: { run: first.run, attempt: first.attempt + pod.life } }];
    });
  });
}
