import { parseSlot } from '../slurm/token.ts';
import type { BatchEvent, UnsubmittedEvent } from './cluster-event.ts';
import type { AttemptStatus, RunState } from './run-state.ts';
import type { SweepFacts } from './sweep-facts.ts';
import type { TaskLives } from './task-lives.ts';

/** What is known of a batch. */
export interface BatchStatus {
  readonly token: string;
  readonly context: string;
  readonly runs: readonly (readonly [run: number, attempt: number])[];
  readonly tasks: number;
  readonly isPacked: boolean;
  /** It was submitted to be held back until the canaries are well. */
  readonly isHeld: boolean;
  /** When somebody set out to submit it. */
  readonly time: number;
  /** Id of the array; absent when the scheduler's answer is not known. */
  readonly job?: string;
  readonly cluster?: string;
  /** Why it is certain that the scheduler has nothing of it. */
  readonly unsubmitted?: Pick<UnsubmittedEvent, 'why' | 'text'>;
  /** Nobody knows whether the scheduler has it: it is to be looked up before anything of it is submitted again. */
  readonly isUnresolved: boolean;
  /** Whether a task may still do something, or begin to. One of its own that succeeded has nothing left to do. */
  readonly mayLive: (task: number) => boolean;
}

/** Where an attempt is on a cluster. */
export interface AttemptTask {
  readonly token: string;
  /** Absent while no task of a packed batch has claimed it. */
  readonly task?: number;
  readonly slot?: number;
  readonly restarts: number;
}

/** Where an attempt is, or was, on a cluster; undefined when it was never given to one. */
export function taskOf({ slots }: Pick<AttemptStatus, 'slots'>): AttemptTask | undefined {
  const [slot = ''] = slots ?? [];
  return parseSlot(slot) ?? (slot.startsWith('mr-') ? { token: slot, restarts: 0 } : undefined);
}

/** What is known of each batch. */
export const batchStatuses = (
  facts: SweepFacts,
  lives: TaskLives,
  stateOf: (index: number) => RunState,
): ReadonlyMap<string, BatchStatus> =>
  new Map(
    [...facts.batches].map(([token, event]) => [token, batchStatus(event, facts, lives, stateOf)]),
  );

function batchStatus(
  event: BatchEvent,
  facts: SweepFacts,
  lives: TaskLives,
  stateOf: (index: number) => RunState,
): BatchStatus {
  const { token, context, runs, tasks, packed, held, time } = event;
  const answer = facts.submitted.get(token);
  const unsubmitted = facts.unsubmitted.get(token);
  return {
    token,
    context,
    runs,
    tasks,
    isPacked: packed === true,
    isHeld: held === true,
    time,
    ...(answer !== undefined && { job: answer.job }),
    ...(answer?.cluster !== undefined && { cluster: answer.cluster }),
    ...(unsubmitted !== undefined && { unsubmitted }),
    isUnresolved: answer === undefined && unsubmitted === undefined,
    mayLive(task) {
      const [run] = (packed ? undefined : runs[task]) ?? [];
      const isDone = run !== undefined && stateOf(run) === 'succeeded';
      return !isDone && lives.task(token, task);
    },
  };
}
