import {
  type AttemptFacts,
  type BatchEvent,
  isCancelledAfter,
  type JobEndedEvent,
  type SweepFacts,
  stopOf,
  taskSlot,
} from '@mrunner/core';

/** A task of which the last word is not recorded. */
export interface UnsettledTask {
  readonly token: string;
  /** The Job's uid. */
  readonly job: string;
  readonly task: number;
  readonly isPacked: boolean;
  /** The first of its lives whose end is not recorded. */
  readonly life: number;
  /** What it has to itself, in its first life; absent in packed batches. */
  readonly first?: { readonly run: number; readonly attempt: number };
  /** When the life before it ended; absent in its first. */
  readonly endedBefore?: number;
  /** When its attempt in this life began, where that is recorded and its end is not. */
  readonly begunAt?: number;
  /** How many of the retries its lives before have used up. */
  readonly spent: number;
  /** Somebody asked that nothing of it goes on. */
  readonly isUnwanted: boolean;
}

/** The tasks of batches that are submitted, and whose last ends are not recorded. That of a run that succeeded is one of them, too. */
export function unsettledTasks(facts: SweepFacts): readonly UnsettledTask[] {
  return [...facts.batches.values()].flatMap((batch) => {
    const job = facts.submitted.get(batch.token)?.job;
    return job === undefined ? [] : unsettledOf(batch, job, facts);
  });
}

function unsettledOf(batch: BatchEvent, job: string, facts: SweepFacts): readonly UnsettledTask[] {
  const { token, tasks, runs } = batch;
  const isPacked = batch.packed === true;
  const areAllUnwanted = isPacked && runs.every((run) => isUnwanted(facts, batch, run));
  const found: UnsettledTask[] = [];
  for (let task = 0; task < tasks; task++) {
    let life = 0;
    let spent = 0;
    let before: JobEndedEvent | undefined;
    let end = facts.jobEnds.get(taskSlot(token, task));
    while (end?.again) {
      if (spends(end)) spent++;
      before = end;
      end = facts.jobEnds.get(taskSlot(token, task, { restarts: ++life }));
    }
    if (end !== undefined) continue;
    const run = isPacked ? undefined : runs[task];
    const begunAt = run && beginOf(facts, run[0], run[1] + life);
    found.push({
      token,
      job,
      task,
      isPacked,
      life,
      spent,
      ...(before !== undefined && { endedBefore: before.time }),
      ...(begunAt !== undefined && { begunAt }),
      ...(run !== undefined && { first: { run: run[0], attempt: run[1] } }),
      isUnwanted: run === undefined ? areAllUnwanted : isUnwanted(facts, batch, run),
    });
  }
  return found;
}

/** Whether an end uses up a retry. */
export const spends = ({ kind }: Pick<JobEndedEvent, 'kind'>): boolean =>
  kind !== 'preempted' && kind !== 'node';

function beginOf({ runs }: SweepFacts, run: number, attempt: number): number | undefined {
  const known = runs.get(run)?.find((each) => each.attempt === attempt);
  return known?.exitCode === undefined ? known?.startedAt : undefined;
}

/** Somebody asked for it since its batch was made, of whichever of its attempts. */
function isUnwanted(
  facts: SweepFacts,
  { time }: BatchEvent,
  [run, attempt]: BatchEvent['runs'][number],
): boolean {
  if (isCancelledAfter(facts, run, time)) return true;
  const isOfBatch = (each: AttemptFacts): boolean => each.attempt >= attempt;
  return (facts.runs.get(run) ?? []).some((each) => isOfBatch(each) && stopOf(each) !== undefined);
}
