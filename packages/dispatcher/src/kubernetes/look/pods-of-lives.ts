import type { PodView } from '@mrunner/core/kubernetes';
import type { SeenJob } from './cluster-view.ts';
import type { UnsettledTask } from './unsettled-tasks.ts';

/** The pods of a task that count, and those that must not be there. */
export interface PodsOfLives {
  /** By life. */
  readonly byLife: ReadonlyMap<number, PodView>;
  /** Pods beside them, which go on. */
  readonly doubles: readonly PodView[];
}

/**
 * Of each life of a task the pod that was made first, or that Kubernetes would keep of those that go on. One that was ended to be made
 * again does not count.
 *
 * @param listed in the order in which they were made
 */
export function podsOfLives(
  listed: readonly PodView[],
  task: Pick<UnsettledTask, 'life' | 'isUnwanted' | 'isPacked'>,
  job: SeenJob | undefined,
): PodsOfLives {
  const isEnding = (pod: PodView): boolean =>
    !task.isPacked && !task.isUnwanted && isSuspended(pod, job);
  const isCounted = (pod: PodView): boolean =>
    task.isUnwanted ||
    listed.some(({ created, counted }) => created >= pod.created && counted > pod.counted);
  const pods = listed.filter(
    (pod) => pod.life >= task.life && !isEnding(pod) && !isTakenBack(pod, job, isCounted(pod)),
  );
  const byLife = new Map<number, PodView>();
  for (const pod of pods) {
    if (mayNotCount(pod) && pods.some((other) => other.life === pod.life && !mayNotCount(other))) {
      continue;
    }
    const other = byLife.get(pod.life);
    if (other === undefined || isKeptBefore(pod, other)) byLife.set(pod.life, pod);
  }
  const kept = new Set(byLife.values());
  const doubles = pods.filter((pod) => !kept.has(pod) && pod.phase !== 'ended' && !pod.deleting);
  return { byLife, doubles };
}

/**
 * Whether a pod is to go on rather than one that was listed before it. Kubernetes deletes one of two itself, the one that got less far or
 * is younger (`ActivePods` in pkg/controller/controller_utils.go): what it keeps must not be deleted here, or none goes on.
 */
function isKeptBefore(pod: PodView, earlier: PodView): boolean {
  if (pod.phase === 'ended' || earlier.phase === 'ended') return false;
  if (pod.deleting !== earlier.deleting) return earlier.deleting;
  if (pod.phase !== earlier.phase) return progress[pod.phase] > progress[earlier.phase];
  return pod.created === earlier.created && (pod.startedAt ?? 0) < (earlier.startedAt ?? 0);
}

const progress = { waiting: 0, starting: 1, running: 2, ended: 3 };

/** Whether a pod is about to end since its Job was suspended, which does not count it however it ends. */
const isSuspended = ({ released, phase }: PodView, job: SeenJob | undefined): boolean =>
  job?.suspended === true && !job.deleting && released && phase !== 'ended';

/**
 * Whether a pod was ended to be made again: by a Job that was suspended. That holds for any pod that was
 * deleted, as long as its Job does not call the task failed; and for one that ended by itself when it was asked to, if its Job let go
 * of it and does not call the task ended.
 *
 * @param isCounted its Job went on to another life, or is about to be told that nobody wants the task
 */
function isTakenBack(pod: PodView, job: SeenJob | undefined, isCounted: boolean): boolean {
  if (pod.end === undefined || job === undefined || job.deleting) return false;
  if (pod.end.state === 'Suspended') return true;
  const hasFailed = job.failed.includes(pod.task);
  const hasSucceeded = job.succeeded.includes(pod.task);
  if (wasDeleted(pod)) return !hasFailed && (hasSucceeded || job.finished === undefined);
  if (!pod.released || isCounted) return false;
  return !hasFailed && !hasSucceeded && job.finished === undefined;
}

const wasDeleted = ({ end }: PodView): boolean => end?.state === 'Deleted';

const mayNotCount = (pod: PodView): boolean =>
  wasDeleted(pod) || (pod.phase === 'ended' && pod.released);
