import { parseSlot } from '@mrunner/core';
import type { JobView, PodView } from '@mrunner/core/kubernetes';
import { saidSlot } from './said-slot.ts';
import type { UnsettledTask } from './unsettled-tasks.ts';

/**
 * Says of the pods of a plain task which of its lives each is. A Job that was suspended begins to count anew: what was made after
 * the end of a life is a later one, whatever its Job counts. Two pods have one life only where both went on at a time.
 *
 * @param pods of one index
 */
export function numberLives(
  pods: readonly PodView[],
  task: Pick<UnsettledTask, 'life' | 'endedBefore' | 'begunAt'>,
  job: Pick<JobView, 'queue' | 'suspended'> | undefined,
): readonly PodView[] {
  let before: PodView | undefined;
  return pods
    .toSorted((a, b) => a.created - b.created || a.counted - b.counted)
    .map((pod) => {
      const known = Math.max(pod.counted, saidLife(pod));
      const own = isRecorded(pod, known, task) ? known : Math.max(known, task.life);
      const first = own === task.life && isOtherThanBegan(pod, task, job) ? own + 1 : own;
      const life = before === undefined ? first : after(before, pod, first);
      const numbered = life === pod.life ? pod : { ...pod, life };
      before = numbered;
      return numbered;
    });
}

/** Workers that share a volume see there what the ones before them did. */
const saidLife = (pod: PodView): number => parseSlot(saidSlot(pod) ?? '')?.restarts ?? 0;

/** Whether a pod is of a life the end of which is recorded. */
function isRecorded(
  { created, finishedAt, phase, released }: PodView,
  life: number,
  { life: open, endedBefore = 0 }: Pick<UnsettledTask, 'life' | 'endedBefore'>,
): boolean {
  // What its Job let go of is ending.
  if (life >= open || released) return true;
  return created < endedBefore || (phase === 'ended' && (finishedAt ?? 0) <= endedBefore);
}

/** Whether the attempt of the open life began in another pod, which is gone: its Job was suspended since. */
function isOtherThanBegan(
  { startedAt, phase }: PodView,
  { begunAt }: Pick<UnsettledTask, 'begunAt'>,
  job: Pick<JobView, 'queue' | 'suspended'> | undefined,
): boolean {
  if (begunAt === undefined || (job?.queue === undefined && job?.suspended !== true)) return false;
  return startedAt === undefined
    ? phase === 'waiting' || phase === 'starting'
    : startedAt > begunAt;
}

/** @param own what is known of the pod by itself */
function after(before: PodView, pod: PodView, own: number): number {
  if (own > before.life) return own;
  const isTwin =
    pod.counted === before.counted &&
    !before.released &&
    (before.phase !== 'ended' ||
      before.finishedAt === undefined ||
      pod.created < before.finishedAt);
  return isTwin ? before.life : before.life + 1;
}
