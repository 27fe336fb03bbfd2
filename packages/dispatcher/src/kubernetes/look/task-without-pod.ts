import type { SweepEvent } from '@mrunner/core';
import type { PodEnd } from '@mrunner/core/kubernetes';
import type { SeenJob } from './cluster-view.ts';
import type { JudgedTask, Known } from './judgement.ts';
import { beginOf, successOf } from './records-of-tasks.ts';
import { restOfJob } from './rest-of-job.ts';
import { ended, line } from './task-events.ts';
import type { UnsettledTask } from './unsettled-tasks.ts';
import { waitTold } from './wait-told.ts';

/** A task of which no pod is there, nor in a life that is not over. */
export function withoutPod(
  task: UnsettledTask,
  job: SeenJob | undefined,
  known: Known,
): Omit<JudgedTask, 'doubles'> {
  const over = (end: PodEnd): SweepEvent => ended(task, task.life, end, known.now, false);
  if (job === undefined) return { events: [over(deletedJob(task, known))] };
  if (job.succeeded.includes(task.task)) {
    return { events: [...successOf(task, known), over(goneWell)] };
  }
  if (job.failed.includes(task.task)) {
    if (task.isUnwanted) return { events: [over(cancelled)] };
    return { events: [...beginOf(task, known), over(goneFailed)] };
  }
  if (job.finished !== undefined) return { events: [over(restOfJob(job.finished))] };
  if (task.isUnwanted && known.isTold(task)) return { events: [over(cancelled)] };
  if (job.suspended && isBegun(task, task.life) && !task.isUnwanted) return takenBack(task, job);
  const told = waitTold(job, { isHeld: known.held.has(task.token), isAgain: task.life > 0 });
  return { events: [], living: line(task, task.life, 'PENDING', { told }) };
}

/** What went on when its Job was suspended is over, however it ended; it starts again in another pod. */
function takenBack(task: UnsettledTask, job: SeenJob): Omit<JudgedTask, 'doubles'> {
  const { suspendedAt } = job;
  // Pods that are made later are known by that time, so it must be the cluster's own.
  if (suspendedAt === undefined) {
    const told = { text: 'its job is being suspended', never: false };
    return { events: [], living: line(task, task.life, 'RUNNING', { told }) };
  }
  const lives = task.life + 1;
  const told = waitTold(job, { isHeld: false, isAgain: true });
  return {
    events: [ended(task, task.life, suspended, suspendedAt, true)],
    living: line(task, lives, 'PENDING', { told }),
    recount: { token: task.token, task: task.task, lives, spent: task.spent },
  };
}

/** How a task ended that nobody wanted. */
export const cancelled: PodEnd = { state: 'Deleted', kind: 'cancelled', text: 'cancelled' };
const goneWell: PodEnd = { state: 'Succeeded', kind: 'done', text: 'its pod ended by itself' };
/** Mostly its node was lost, or somebody deleted it: that its program ended by itself is not known. */
const goneFailed: PodEnd = {
  state: 'Failed',
  kind: 'lost',
  text: 'it failed, and its pod was removed before anybody looked at it',
};

/** Whoever watched may have heard the last words of its pod, which went with the Job before anybody looked. */
function deletedJob({ first, life, isUnwanted }: UnsettledTask, known: Known): PodEnd {
  if (isUnwanted) return cancelled;
  const own = first && known.attempt(first.run, first.attempt + life);
  const kind = own?.asked && own.ended ? 'cancelled' : 'lost';
  return { state: 'Deleted', kind, text: 'its job was deleted' };
}

/** What runs then is ended, and its Job counts from anew. */
export const suspended: PodEnd = {
  state: 'Suspended',
  kind: 'preempted',
  text: 'its job was suspended, to be started again',
};

/** Whether the attempt of a life began, and no end of it is known. */
export const isBegun = (task: UnsettledTask, life: number): boolean =>
  task.begunAt !== undefined && life === task.life;
