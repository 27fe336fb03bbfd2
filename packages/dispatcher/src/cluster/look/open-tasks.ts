import {
  type AttemptFacts,
  type BatchEvent,
  isTaskSlot,
  parseSlot,
  type SweepFacts,
  stopOf,
  taskSlot,
} from '@mrunner/core';

/** A task of which the scheduler is to be asked: it may still live, or nobody knows how it ended. */
export interface OpenTask {
  readonly token: string;
  readonly task: number;
  /** Of its newest life that is known of. */
  readonly restarts: number;
  /** When its batch was given away, in milliseconds since the epoch. */
  readonly since: number;
  /** Whether an attempt began in its newest life. */
  readonly hasStarted: boolean;
  /**
   * Whether all attempts that are known of have ended by their records, and at least one has. A task of a pack that began may
   * have found nothing left to claim.
   */
  readonly isRecorded: boolean;
  /** Somebody asked that no run of it goes on, or starts. */
  readonly isUnwanted: boolean;
}

/**
 * The tasks of batches that the scheduler has answered for, and of which its last word is not known. A plain task with a
 * recorded success is over, whatever the scheduler says.
 */
export function openTasks(facts: SweepFacts): readonly OpenTask[] {
  const known = knownTasks(facts);
  return [...facts.batches.values()].flatMap((batch) =>
    facts.submitted.has(batch.token) ? openTasksOf(batch, facts, known) : [],
  );
}

/** Batches of which nobody knows whether the scheduler has them. */
export const unresolvedTokens = ({
  batches,
  submitted,
  unsubmitted,
}: SweepFacts): readonly string[] =>
  [...batches.keys()].filter((token) => !submitted.has(token) && !unsubmitted.has(token));

function openTasksOf(
  { token, tasks, time, packed, runs }: BatchEvent,
  facts: SweepFacts,
  known: ReadonlyMap<string, KnownTask>,
): readonly OpenTask[] {
  const open: OpenTask[] = [];
  const areAllUnwanted = packed === true && runs.every((run) => isStopped(facts, run));
  for (let task = 0; task < tasks; task++) {
    const first = taskSlot(token, task);
    const told = known.get(first) ?? nothingKnown;
    const end = facts.jobEnds.get(taskSlot(token, task, { restarts: told.restarts }));
    if (end !== undefined && !end.again) continue;
    if (!packed && told.attempts.some(({ exitCode }) => exitCode === 0)) continue;
    const attempts = told.attempts.filter(({ life }) => life === told.restarts);
    const mayBeIdle = packed === true && told.begunLives.has(told.restarts);
    open.push({
      token,
      task,
      restarts: told.restarts,
      since: time,
      hasStarted: attempts.length > 0,
      isRecorded: (attempts.length > 0 || mayBeIdle) && attempts.every(({ hasEnded }) => hasEnded),
      isUnwanted: packed ? areAllUnwanted : isStopped(facts, runs[task]),
    });
  }
  return open;
}

interface KnownTask {
  restarts: number;
  readonly attempts: KnownAttempt[];
  /** In which a worker wrote its first line. */
  readonly begunLives: Set<number>;
}

interface KnownAttempt {
  readonly life: number;
  readonly exitCode: number | undefined;
  readonly hasEnded: boolean;
}

const nothingKnown: KnownTask = { restarts: 0, attempts: [], begunLives: new Set() };

/** What workers and earlier answers tell of tasks, by the slot of the first life. */
function knownTasks(facts: SweepFacts): ReadonlyMap<string, KnownTask> {
  const tasks = new Map<string, KnownTask>();
  const at = (slot: string): { task: KnownTask; life: number } | undefined => {
    const place = parseSlot(slot);
    if (place === undefined) return undefined;
    const name = taskSlot(place.token, place.task);
    let task = tasks.get(name);
    if (task === undefined) {
      task = { restarts: 0, attempts: [], begunLives: new Set() };
      tasks.set(name, task);
    }
    task.restarts = Math.max(task.restarts, place.restarts);
    return { task, life: place.restarts };
  };
  for (const slot of facts.nodes.keys()) {
    const found = at(slot);
    found?.task.begunLives.add(found.life);
  }
  for (const [slot, { again }] of facts.jobEnds) {
    const found = at(slot);
    if (found !== undefined && again) {
      found.task.restarts = Math.max(found.task.restarts, found.life + 1);
    }
  }
  for (const { slot } of facts.plain?.values() ?? []) {
    const found = isTaskSlot(slot) ? at(slot) : undefined;
    found?.task.attempts.push({ ...succeeded, life: found.life });
  }
  for (const attempts of facts.runs.values()) {
    for (const attempt of attempts) {
      const slot = attempt.startedIn ?? (attempt.started ? attempt.slots[0] : undefined);
      const found = slot === undefined ? undefined : at(slot);
      found?.task.attempts.push(knownAttempt(attempt, found.life));
    }
  }
  return tasks;
}

const succeeded: Omit<KnownAttempt, 'life'> = { exitCode: 0, hasEnded: true };

const knownAttempt = ({ exitCode, ended }: AttemptFacts, life: number): KnownAttempt => ({
  life,
  exitCode,
  hasEnded: exitCode !== undefined || ended !== undefined,
});

/** Whether somebody asked that the run of a plain task ends. */
const isStopped = (facts: SweepFacts, run: BatchEvent['runs'][number] | undefined): boolean => {
  if (run === undefined) return false;
  const [index, number] = run;
  const attempt = facts.runs.get(index)?.find((each) => each.attempt === number);
  return attempt !== undefined && stopOf(attempt) !== undefined;
};
