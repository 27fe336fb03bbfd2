import {
  type JobEndedEvent,
  jobEndOf,
  type SacctLine,
  type TaskLine,
  taskSlot,
} from '@mrunner/core';
import type { OpenTask } from '../../cluster/look/open-tasks.ts';

/** What the scheduler answered, and what is known of its habits. */
export interface SchedulerAnswer {
  /** All that squeue knows of the tasks in question. */
  readonly lines: readonly TaskLine[];
  /** Absent: it was not asked, or could not be. */
  readonly accounts?: readonly SacctLine[];
  /** Whether what is in none of both is gone: false when sacct should know and did not answer. */
  readonly isComplete: boolean;
  /** For how many milliseconds an answer without a record, or no answer at all, must have stood before it is believed. */
  readonly patience: Patience;
  /** Batches whose files somebody removed: nothing of them is on its way. */
  readonly gone?: ReadonlySet<string>;
  /** So many runs failed that workers start nothing more: then their records say why nothing is recorded of a task. */
  readonly isEnough?: boolean;
}

export interface Patience {
  /** For a task that ended well by the scheduler's word, and whose records may be on their way here. */
  readonly record: number;
  /** For a task that the scheduler does not know any more. */
  readonly vanished: number;
}

/** What follows from an answer. */
export interface Judgement {
  readonly events: readonly JobEndedEvent[];
  /** Since when tasks that nothing was concluded of yet are missed, by slot. */
  readonly missed: ReadonlyMap<string, number>;
}

/**
 * Decides which tasks are over, and how. Their records must have been read after the scheduler was asked: then a task that it
 * calls ended has written all it ever will. `missedBefore`: `missed` of the look before.
 */
export function judgeTasks(
  tasks: readonly OpenTask[],
  answer: SchedulerAnswer,
  missedBefore: ReadonlyMap<string, number>,
  now: number,
): Judgement {
  const lines = new Map(answer.lines.map((line) => [taskSlot(line.token, line.task), line]));
  const accounts = Map.groupBy(answer.accounts ?? [], ({ token, task }) => taskSlot(token, task));
  const events: JobEndedEvent[] = [];
  const missed = new Map<string, number>();
  for (const task of tasks) {
    const first = taskSlot(task.token, task.task);
    const lives = accounts.get(first) ?? [];
    const line = lines.get(first);
    const seen = line ?? newestLife(lives);
    const restarts = Math.max(task.restarts, seen?.restarts ?? 0);
    for (let life = task.restarts; life < restarts; life++) {
      events.push(earlierLife(task, life, lives, now));
    }
    const slot = taskSlot(task.token, task.task, { restarts });
    const isLate = (patience: number): boolean => {
      const since = missedBefore.get(slot) ?? now;
      if (missedBefore.has(slot) && now - since >= patience) return true;
      missed.set(slot, since);
      return false;
    };
    const end =
      (seen && ended(task, seen, answer, isLate)) ??
      // Accounts may lack the end of what the controller lost.
      (line === undefined ? vanished(task, answer, isLate) : undefined);
    if (end === undefined) continue;
    events.push({ event: 'job-ended', time: now, slot, ...end, ...byWhom(lives) });
  }
  return { events, missed };
}

type Seen = Pick<TaskLine, 'state' | 'code' | 'restarts'>;
type End = Pick<JobEndedEvent, 'state' | 'code'>;

/** Its end by the scheduler's word; undefined while it goes on, or nothing should be concluded yet. */
function ended(
  task: OpenTask,
  { state, code }: Seen,
  answer: SchedulerAnswer,
  isLate: (patience: number) => boolean,
): End | undefined {
  const { patience } = answer;
  const end = jobEndOf(state, code);
  if (end === undefined) return undefined;
  if (end.kind === 'done' && mayHaveRecords(task, answer) && !isLate(patience.record))
    return undefined;
  return {
    state,
    ...(code !== undefined && { code }),
  };
}

/** Whether records of a task that ended well may still be on their way. */
const mayHaveRecords = (
  { token, isRecorded, hasStarted, isUnwanted }: OpenTask,
  { isEnough = false, gone }: SchedulerAnswer,
): boolean => !isRecorded && gone?.has(token) !== true && (hasStarted || !(isUnwanted || isEnough));

function vanished(
  task: OpenTask,
  { isComplete, patience }: SchedulerAnswer,
  isLate: (patience: number) => boolean,
): End | undefined {
  if (!isComplete) return undefined;
  // With its records here, or nobody waiting for any, nothing is left to wait for.
  const isPlain = task.isRecorded || (task.isUnwanted && !task.hasStarted);
  return isPlain || isLate(patience.vanished) ? { state: 'VANISHED' } : undefined;
}

/** A life that was followed by another one. */
function earlierLife(
  { token, task }: OpenTask,
  life: number,
  lives: readonly SacctLine[],
  now: number,
): JobEndedEvent {
  const told = lives.find(({ restarts }) => restarts === life);
  return {
    event: 'job-ended',
    time: now,
    slot: taskSlot(token, task, { restarts: life }),
    state: told?.state ?? 'REQUEUED',
    ...(told !== undefined && { code: told.code }),
    again: true,
  };
}

const newestLife = (lives: readonly SacctLine[]): SacctLine | undefined =>
  lives.reduce<SacctLine | undefined>(
    (newest, life) => (newest === undefined || life.restarts > newest.restarts ? life : newest),
    undefined,
  );

const byWhom = (lives: readonly SacctLine[]): Pick<JobEndedEvent, 'by'> => {
  const by = newestLife(lives)?.by;
  return by === undefined ? {} : { by };
};
