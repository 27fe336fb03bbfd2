import { type SweepEvent, taskSlot } from '@mrunner/core';
import type { PodEnd, PodView } from '@mrunner/core/kubernetes';
import type { ClusterView, SeenJob } from './cluster-view.ts';
import type { JudgedTask, Judgement, Known } from './judgement.ts';
import { podsOfLives } from './pods-of-lives.ts';
import { recordsOf } from './records-of-tasks.ts';
import { restOfJob } from './rest-of-job.ts';
import { ended, line, living } from './task-events.ts';
import { cancelled, isBegun, suspended, withoutPod } from './task-without-pod.ts';
import { spends, type UnsettledTask } from './unsettled-tasks.ts';

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
    recounts: judged.flatMap(({ recount }) => recount ?? []),
  };
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
  let { spent } = task;
  for (let life = task.life; life < pod.life; life++) {
    const before = byLife.get(life);
    // Of a life whose pod is gone this is known alone: another one followed.
    if (before !== undefined && (before.phase !== 'ended' || !known.isCollected(before))) {
      return { events, living: living(task, before), doubles };
    }
    if (before !== undefined) events.push(...recordsOf(task, before, known));
    const end = before?.end ?? endOfGone(task, life, pod);
    const endedAt = before === undefined ? pod.created - 1 : (before.finishedAt ?? known.now);
    events.push(ended(task, life, end, endedAt, true));
    if (spends(end)) spent++;
  }
  if (task.isUnwanted && isStuck(pod) && known.isTold(task)) {
    return { events: [...events, ended(task, pod.life, cancelled, known.now, false)], doubles };
  }
  const hasEnded = pod.phase === 'ended' && pod.end !== undefined && known.isCollected(pod);
  const recount = events.length > 0 || hasEnded ? recountOf(task, pod, spent) : {};
  events.push(...recordsOf(task, pod, known));
  if (!hasEnded || pod.end === undefined) {
    return { events, living: living(task, pod), doubles, ...recount };
  }
  const next = task.first !== undefined && pod.end.again;
  const end = endOf(task, job, pod.end);
  events.push(ended(task, pod.life, end, pod.finishedAt ?? known.now, next));
  if (!next) return { events, doubles };
  const waits = { text: 'starts again soon', never: false };
  const again = line(task, pod.life + 1, 'PENDING', { told: waits });
  return { events, living: again, doubles, ...recount };
}

/** That a Job counts less lives than there were is known by a pod that it made since. */
function recountOf(
  { token, task, isPacked }: UnsettledTask,
  { life, counted }: PodView,
  spent: number,
): Pick<JudgedTask, 'recount'> {
  if (isPacked || life <= counted) return {};
  return { recount: { token, task, lives: life - counted, spent: Math.max(0, spent - counted) } };
}

/** Of what its Job did not count, but made again, it was ended by a suspension. */
const endOfGone = (task: UnsettledTask, life: number, { counted }: PodView): PodEnd =>
  isBegun(task, life) && counted <= life ? suspended : replaced;

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
