import { type BatchStatus, taskSlot } from '@mrunner/core';
import type { CancelTarget } from '../../cluster/steer/cancel-targets.ts';
import type { Steering } from '../../cluster/steer/steering.ts';
import type { KubeAnswer } from '../api/kube-answer.ts';
import type { KubeApi } from '../api/kube-api.ts';
import type { ClusterView, SeenJob } from '../look/cluster-view.ts';
import type { PodToCollect } from '../look/pod-to-collect.ts';
import { deleteWaiting } from './delete-waiting.ts';
import {
  deleteJob,
  deletePod,
  type NamedJob,
  release,
  setParallelism,
  tellWorkers,
} from './steer-calls.ts';

/** Something to be done in a cluster. */
export type SteerCall = () => Promise<KubeAnswer>;

/**
 * What cancelling takes. A Job of which all is meant is deleted with its pods. Of others the pods of the runs that are meant are
 * deleted, after their workers were told: Kubernetes can't leave out one index, so its pod starts and ends at once.
 */
export function cancelCalls(
  api: KubeApi,
  sweepId: string,
  targets: readonly CancelTarget[],
  view: ClusterView,
  isOpen: (run: number) => boolean,
): { readonly calls: readonly SteerCall[]; readonly ending: readonly PodToCollect[] } {
  const ending: PodToCollect[] = [];
  const calls = targets.flatMap(({ batch, isWhole, runs, tasks }): readonly SteerCall[] => {
    const job = jobOf(batch);
    if (job === undefined) return [];
    const seen = view.jobs.get(batch.token);
    const isThere = seen?.uid === job.uid;
    const meant = batch.isPacked && isWhole ? allTasks(batch) : tasks;
    const pods = meant.flatMap((task) => livingPods(view, batch, task));
    ending.push(...pods.filter(({ pod }) => pod.startedAt !== undefined));
    const deletions = pods
      .filter(({ pod }) => !pod.deleting)
      .map(
        ({ pod }): SteerCall =>
          () =>
            api.request(deletePod(api, pod)),
      );
    const open = runs.filter(isOpen).map((run) => [String(run), 'cancelled']);
    const tell: SteerCall = () => tellWorkers(api, sweepId, job, Object.fromEntries(open));
    if (!isThere) return [tell, ...deletions];
    if (isWhole) return [() => api.request(deleteJob(api, job, 'Foreground'))];
    return [tell, ...deletions];
  });
  return { calls, ending };
}

const allTasks = ({ tasks }: BatchStatus): readonly number[] =>
  Array.from({ length: tasks }, (_, task) => task);

const jobOf = ({ token, job }: BatchStatus): NamedJob | undefined =>
  job === undefined ? undefined : { token, uid: job };

function livingPods(
  view: ClusterView,
  { token, isPacked, runs }: BatchStatus,
  task: number,
): readonly PodToCollect[] {
  const living = (view.pods.get(taskSlot(token, task)) ?? []).filter(
    ({ phase }) => phase !== 'ended',
  );
  const [run, attempt] = isPacked ? [] : (runs[task] ?? []);
  if (run === undefined || attempt === undefined) return living.map((pod) => ({ pod }));
  return living.map((pod) => ({ pod, own: { run, attempt: attempt + pod.life } }));
}

/** The name among the words for workers that has them start nothing more. */
const pauseWord = 'pause';

/**
 * What a pause takes: what runs finishes, and nothing more starts. A Job that is suspended ends what runs, and begins to count from
 * anew after that; so the Job is deleted alone. What is not begun is free to be submitted again.
 */
export const pauseCalls = (
  api: KubeApi,
  sweepId: string,
  batches: readonly BatchStatus[],
  view: ClusterView,
): readonly SteerCall[] =>
  batches.flatMap((batch): readonly SteerCall[] => {
    const job = jobOf(batch);
    const seen = view.jobs.get(batch.token);
    if (job === undefined || (seen !== undefined && seen.uid !== job.uid)) return [];
    const leave: SteerCall = () => deleteWaiting(api, batch.token);
    if (seen === undefined) {
      // Who deleted it may not have come further.
      const isLeft = allTasks(batch)
        .flatMap((task) => livingPods(view, batch, task))
        .some(({ pod }) => pod.phase === 'waiting');
      return isLeft ? [leave] : [];
    }
    return [
      ...(batch.isPacked ? [() => tellWorkers(api, sweepId, job, { [pauseWord]: 'paused' })] : []),
      () => api.request(deleteJob(api, job, 'Orphan')),
      leave,
    ];
  });

/** What it takes to have those go on that wait for canaries. */
export const releaseCalls = (
  api: KubeApi,
  batches: readonly BatchStatus[],
  view: ClusterView,
): readonly SteerCall[] =>
  batches
    .filter(({ token, job, isHeld }) => {
      const seen = view.jobs.get(token);
      return isHeld && seen?.uid === job && seen?.suspended === true && seen.queue === undefined;
    })
    .map(
      ({ token }) =>
        () =>
          api.request(release(api, token)),
    );

/**
 * What it takes to have so many go at a time. Kubernetes ends pods that are too many, so fewer become of more only as pods
 * end, and only while no other one began since: then the rest is for a later look.
 */
export function throttleCalls(
  api: KubeApi,
  throttles: Steering['throttles'],
  view: ClusterView,
): { readonly calls: readonly SteerCall[]; readonly isLater: () => boolean } {
  let isLater = false;
  const calls = throttles.flatMap(({ batch, runs }): readonly SteerCall[] => {
    const job = view.jobs.get(batch.token);
    if (job === undefined || job.finished !== undefined) return [];
    const wanted = Math.min(runs === 0 ? job.tasks : runs, job.tasks);
    const target = Math.max(wanted, Math.min(activeOf(job), job.parallelism));
    if (target > wanted) isLater = true;
    if (target === job.parallelism) return [];
    const version = target < job.parallelism ? job.version : undefined;
    return [
      async () => {
        const answer = await api.request(setParallelism(api, batch.token, target, version));
        if (answer.kind === 'done' && answer.code === 409) isLater = true;
        return answer;
      },
    ];
  });
  return { calls, isLater: () => isLater };
}

const activeOf = ({ active, suspended }: SeenJob): number => (suspended ? 0 : active);
