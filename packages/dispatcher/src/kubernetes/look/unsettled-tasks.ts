import {
  type AttemptFacts,
  type BatchEvent,
  isCancelledAfter,
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
    let end = facts.jobEnds.get(taskSlot(token, task));
    while (end?.again) end = facts.jobEnds.get(taskSlot(token, task, { restarts: ++life }));
    if (end !== undefined) continue;
    const run = isPacked ? undefined : runs[task];
    found.push({
      token,
      job,
      task,
      isPacked,
      life,
      ...(run !== undefined && { first: { run: run[0], attempt: run[1] } }),
      isUnwanted: run === undefined ? areAllUnwanted : isUnwanted(facts, batch, run),
    });
  }
  return found;
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
