import { type JobEndedEvent, taskSlot } from '@mrunner/core';
import type { PodEnd, PodView } from '@mrunner/core/kubernetes';
import type { LivingTask } from '../../cluster/look/scheduler-file.ts';
import type { UnsettledTask } from './unsettled-tasks.ts';
import { podTold } from './wait-told.ts';

/** That a life of a task ended. `again`: another one follows. */
export function ended(
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

/** A task that goes on in a pod. */
export function living(task: UnsettledTask, pod: PodView): LivingTask {
  const told = podTold(pod);
  const state = pod.phase === 'running' || pod.phase === 'ended' ? 'RUNNING' : 'PENDING';
  const node = pod.node === undefined ? {} : { node: pod.node };
  return line(task, pod.life, state, { ...(told && { told }), ...node });
}

/** A task that goes on, or waits. */
export const line = (
  { token, task, job }: UnsettledTask,
  restarts: number,
  state: string,
  more: Pick<LivingTask, 'told' | 'node'>,
): LivingTask => ({ token, task, job, restarts, state, reason: '', ...more });
