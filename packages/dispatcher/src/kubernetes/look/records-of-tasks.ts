import { type SweepEvent, taskSlot } from '@mrunner/core';
import type { PodView } from '@mrunner/core/kubernetes';
import type { UnsettledTask } from './unsettled-tasks.ts';

/** What is known of what workers recorded. */
export interface KnownRecords {
  readonly now: number;
  /** Whether what a pod that has ended left is here, or never will be. */
  readonly isCollected: (pod: PodView) => boolean;
  /** What is recorded of an attempt. */
  readonly attempt: (run: number, attempt: number) => RecordedAttempt;
}

export interface RecordedAttempt {
  readonly started: boolean;
  readonly ended: boolean;
  /** Its pod was told to end while it went on. */
  readonly asked: boolean;
}

/** What the last words of a worker begin with: then they are all. */
const workerWord = '{"event":"worker"';

/** What a pod says of its attempt where its worker said nothing: that it began, and how it ended. */
export function recordsOf(
  { first, token, task, isUnwanted }: UnsettledTask,
  pod: PodView,
  known: KnownRecords,
): SweepEvent[] {
  if (first === undefined || pod.startedAt === undefined) return [];
  const { run } = first;
  const attempt = first.attempt + pod.life;
  const { started, ended } = known.attempt(run, attempt);
  const slot = taskSlot(token, task, { restarts: pod.life });
  if (pod.phase !== 'ended') {
    // Its worker may start nothing.
    return started || isUnwanted
      ? []
      : [{ event: 'start', run, attempt, time: pod.startedAt, slot }];
  }
  if (ended || pod.end === undefined || !known.isCollected(pod)) return [];
  const { kind, code } = pod.end;
  if (kind === 'launch' || pod.message?.startsWith(workerWord)) return [];
  const events: SweepEvent[] = [];
  if (!started) events.push({ event: 'start', run, attempt, time: pod.startedAt, slot });
  const isItsOwn = kind === 'done' || kind === 'exit' || kind === 'signal';
  if (isItsOwn && code !== undefined) {
    events.push({ event: 'exit', run, attempt, code, time: pod.finishedAt ?? known.now });
  }
  return events;
}

/** An index has ended only in a pod. */
export function beginOf(
  { first, token, task, life }: UnsettledTask,
  known: KnownRecords,
): SweepEvent[] {
  if (first === undefined) return [];
  const attempt = first.attempt + life;
  if (known.attempt(first.run, attempt).started) return [];
  const slot = taskSlot(token, task, { restarts: life });
  return [{ event: 'start', run: first.run, attempt, slot, time: known.now }];
}

/** Its Job counts only those as succeeded whose worker said so. */
export function successOf(task: UnsettledTask, known: KnownRecords): SweepEvent[] {
  const { first, life } = task;
  if (first === undefined) return [];
  const attempt = first.attempt + life;
  if (known.attempt(first.run, attempt).ended) return [];
  const exit = { event: 'exit', run: first.run, attempt, code: 0, time: known.now } as const;
  return [...beginOf(task, known), exit];
}
