import { type JobEndedEvent, type SweepEvent, taskSlot } from '@mrunner/core';
import type { PodEnd, PodView } from '@mrunner/core/kubernetes';
import type { LivingTask } from '../../cluster/look/scheduler-file.ts';
import type { ClusterView, SeenJob } from './cluster-view.ts';
import { podsOfLives } from './pods-of-lives.ts';
import { beginOf, type KnownRecords, recordsOf, successOf } from './records-of-tasks.ts';
import { restOfJob } from './rest-of-job.ts';
import type { IsTold } from './told-cancels.ts';
import type { UnsettledTask } from './unsettled-tasks.ts';
import { podTold, waitTold } from './wait-told.ts';

/** What is known besides. */
export interface Known extends KnownRecords {
  /** Whether no pod that is not there yet starts anything of a task. */
  readonly isTold: IsTold;
  /** Batches that wait for canaries. */
  readonly held: ReadonlySet<string>;
}

/** What follows from what a cluster has. */
export interface Judgement {
  readonly events: readonly SweepEvent[];
  readonly living: readonly LivingTask[];
  /** Pods of a task and a life that another pod has already. */
  readonly doubles: readonly PodView[];
}

/**
 * Decides what goes on, and what has ended how. What nothing is said of goes on: a task is over only when its last pod ended,
 * when its Job says so, or when there is no Job and no pod of it.
 */
export function judgeTasks(
  tasks: readonly UnsettledTask[],
  view: ClusterView,
  known: Known,
): Judgement {
  const judged = tasks.map((task) => {
    const job = view.jobs.get(task.token);
    const own = job?.uid === task.job ? job : undefined;
    const pods = view.pods.get(taskSlot(task.token, task.task)) ?? [];
    return judgeTask(task, own, pods, known);
  });
  return {
    events: judged.flatMap(({ events }) => events),
    living: judged.flatMap(({ living }) => living ?? []),
    doubles: judged.flatMap(({ doubles }) => doubles),
  };
}

interface JudgedTask {
  readonly events: readonly SweepEvent[];
  readonly living?: LivingTask;
  readonly doubles: readonly PodView[];
}

function judgeTask(
  task: UnsettledTask,
  job: SeenJob | undefined,
  listed: readonly PodView[],
  known: Known,
): JudgedTask {
  const { doubles, byLife } = podsOfLives(listed, task, job);
  const events: SweepEvent[] = [];
  const pod = [...byLife.values()].at(-1);
  if (pod === undefined) return { ...withoutPod(task, job, known), doubles };
  for (let life = task.life; life < pod.life; life++) {
    const before = byLife.get(life);
    // Of a life whose pod is gone this is known alone: another one followed.
    if (before !== undefined && (before.phase !== 'ended' || !known.isCollected(before))) {
      return { events, living: living(task, before), doubles };
    }
    if (before !== undefined) events.push(...recordsOf(task, before, known));
    events.push(ended(task, life, before?.end ?? replaced, before?.finishedAt ?? known.now, true));
  }
  if (task.isUnwanted && isStuck(pod) && known.isTold(task)) {
    return { events: [...events, ended(task, pod.life, cancelled, known.now, false)], doubles };
  }
  events.push(...recordsOf(task, pod, known));
  if (pod.phase !== 'ended' || pod.end === undefined || !known.isCollected(pod)) {
    return { events, living: living(task, pod), doubles };
  }
  const next = task.first !== undefined && pod.end.again;
  const end = endOf(task, job, pod.end);
  events.push(ended(task, pod.life, end, pod.finishedAt ?? known.now, next));
  if (!next) return { events, doubles };
  const waits = { text: 'starts again soon', never: false };
  return { events, living: line(task, pod.life + 1, 'PENDING', { told: waits }), doubles };
}

/** It can't begin, as Kubernetes says. Should it begin one day, its worker sees that nobody wants it. */
export const isStuck = ({ phase, startedAt, waiting, deleting }: PodView): boolean =>
  phase !== 'ended' && startedAt === undefined && waiting !== undefined && !deleting;

const replaced: PodEnd = { state: 'Replaced', kind: 'lost', text: 'another pod followed' };

/** Why a task is over of which a pod ended; its Job may know better. */
function endOf(task: UnsettledTask, job: SeenJob | undefined, end: PodEnd): PodEnd {
  if (end.kind !== 'cancelled') return end;
  if (task.isUnwanted) return { ...end, text: 'cancelled' };
  return job?.finished === undefined ? end : { ...restOfJob(job.finished), ...codeOf(end) };
}

const codeOf = ({ code }: PodEnd): Pick<PodEnd, 'code'> => (code === undefined ? {} : { code });

/** A task of which no pod is there, nor in a life that is not over. */
function withoutPod(
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
  const told = waitTold(job, { isHeld: known.held.has(task.token), isAgain: task.life > 0 });
  return { events: [], living: line(task, task.life, 'PENDING', { told }) };
}

const cancelled: PodEnd = { state: 'Deleted', kind: 'cancelled', text: 'cancelled' };
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

function ended(
  { token, task }: UnsettledTask,
  life: number,
  { state, kind, code, text }: PodEnd,
  time: number,
  again: boolean,
): JobEndedEvent {
  const slot = taskSlot(token, task, { restarts: life });
  const exit = code === undefined ? {} : { code: `${code}:0` };
  return {
    event: 'job-ended',
    time,
    slot,
    state,
    kind,
    text,
    ...exit,
    ...(again && { again: true }),
  };
}

function living(task: UnsettledTask, pod: PodView): LivingTask {
  const told = podTold(pod);
  const state = pod.phase === 'running' || pod.phase === 'ended' ? 'RUNNING' : 'PENDING';
  const node = pod.node === undefined ? {} : { node: pod.node };
  return line(task, pod.life, state, { ...(told && { told }), ...node });
}

const line = (
  { token, task, job }: UnsettledTask,
  restarts: number,
  state: string,
  more: Pick<LivingTask, 'told' | 'node'>,
): LivingTask => ({ token, task, job, restarts, state, reason: '', ...more });
