import type { PodView } from '@mrunner/core/kubernetes';
import type { SeenJob } from './cluster-view.ts';

/** The pods of a task that count, and those that must not be there. */
export interface PodsOfLives {
  /** By life. */
  readonly byLife: ReadonlyMap<number, PodView>;
  /** Pods beside them, which go on. */
  readonly doubles: readonly PodView[];
}

/**
 * Of each life of a task the pod that was made first; one that was ended to be made again does not count.
 *
 * @param listed in the order in which they were made
 * @param life the first one that matters
 */
export function podsOfLives(
  listed: readonly PodView[],
  life: number,
  job: SeenJob | undefined,
): PodsOfLives {
  const pods = listed.filter((pod) => pod.life >= life && !isTakenBack(pod, job));
  const byLife = new Map<number, PodView>();
  const doubles: PodView[] = [];
  for (const pod of pods) {
    if (wasDeleted(pod) && pods.some((other) => other.life === pod.life && !wasDeleted(other))) {
      continue;
    }
    if (!byLife.has(pod.life)) byLife.set(pod.life, pod);
    else if (pod.phase !== 'ended' && !pod.deleting) doubles.push(pod);
  }
  return { byLife, doubles };
}

/**
 * Whether a pod was ended to be made again, with the same counts: by a Job that was suspended. That holds for any pod that was
 * deleted, as long as its Job does not call the task failed.
 */
function isTakenBack(pod: PodView, job: SeenJob | undefined): boolean {
  if (pod.end === undefined || job === undefined || job.deleting) return false;
  if (pod.end.state === 'Suspended') return true;
  if (!wasDeleted(pod) || job.failed.includes(pod.task)) return false;
  return job.succeeded.includes(pod.task) || job.finished === undefined;
}

const wasDeleted = ({ end }: PodView): boolean => end?.state === 'Deleted';
