import {
  type AttemptFacts,
  type JobEndedEvent,
  jobEndOf,
  parseSlot,
  type SweepEvent,
  type SweepFacts,
  stopOf,
  taskSlot,
} from '@mrunner/core';

/**
 * Says of attempts that their records are lost: those of tasks which have just ended, of batches whose files somebody
 * removed. Nobody knows whether they began, so nobody may take them for never started.
 */
export function lostAttempts(
  ends: readonly JobEndedEvent[],
  facts: SweepFacts,
  gone: ReadonlySet<string>,
  time: number,
): readonly SweepEvent[] {
  const ended = new Map([...facts.jobEnds.values(), ...ends].map((end) => [end.slot, end]));
  const lost = new Map<string, SweepEvent>();
  for (const end of ends) {
    const place = parseSlot(end.slot);
    const batch = facts.batches.get(place?.token ?? '');
    if (place === undefined || batch === undefined || end.again || !gone.has(batch.token)) continue;
    const task = taskSlot(batch.token, place.task);
    const isOver = !batch.packed || areAllOver(batch, ended);
    const runs = batch.packed ? batch.runs : batch.runs.slice(place.task, place.task + 1);
    for (const [run] of runs) {
      for (const attempt of facts.runs.get(run) ?? []) {
        const given = { task, slot: batch.packed ? batch.token : task, isOver };
        if (!isLost(attempt, given, end)) continue;
        lost.set(`${run}.${attempt.attempt}`, endedEvent(run, attempt, time));
      }
    }
  }
  return [...lost.values()];
}

/** Whether no task of a pack is left that may have what it has not been seen to begin. */
const areAllOver = (
  { token, tasks }: { readonly token: string; readonly tasks: number },
  ended: ReadonlyMap<string, JobEndedEvent>,
): boolean => {
  const over = new Set(
    [...ended.values()].flatMap(({ slot, again }) => {
      const place = parseSlot(slot);
      return place?.token === token && !again ? [place.task] : [];
    }),
  );
  return over.size === tasks;
};

interface Given {
  /** The task that ended. */
  readonly task: string;
  /** What the attempt was handed to: the task, or the token of a pack. */
  readonly slot: string;
  /** Whether nobody else may have begun it. */
  readonly isOver: boolean;
}

function isLost(
  { exitCode, ended, started, startedIn, slots, stop }: AttemptFacts,
  { task, slot, isOver }: Given,
  { state, code }: JobEndedEvent,
): boolean {
  if (exitCode !== undefined || ended !== undefined) return false;
  // It never began: whoever ended it has recorded that.
  if (!started && stop?.cause === 'sibling-failed') return false;
  const kind = jobEndOf(state, code)?.kind;
  if (!started) return isOver && slots.includes(slot) && kind !== 'launch';
  const place = parseSlot(startedIn ?? '');
  const isHere = place !== undefined && taskSlot(place.token, place.task) === task;
  // Of one that is known to have begun, the scheduler may know how it ended.
  return isHere && (kind === undefined || kind === 'done' || kind === 'lost');
}

function endedEvent(run: number, facts: AttemptFacts, time: number): SweepEvent {
  const isCancelled = stopOf(facts) !== undefined;
  return {
    event: 'ended',
    time,
    run,
    attempt: facts.attempt,
    kind: isCancelled ? 'cancelled' : 'lost',
    text: isCancelled ? 'cancelled; its files are gone' : 'its files are gone',
  };
}
