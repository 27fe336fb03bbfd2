import { isTaskSlot, parseSlot, taskSlot } from '../slurm/token.ts';
import type { BatchEvent, JobEndedEvent } from './event.ts';
import type { SweepFacts } from './sweep-facts.ts';

/** What may still live on a cluster. As long as nobody knows that something has ended, it may. */
export interface TaskLives {
  /** Whether a task may still do something, in this life or a later one. */
  readonly task: (token: string, task: number) => boolean;
  /** Whether an attempt that was given to a slot, or to a packed batch, may still begin. */
  readonly mayBegin: (slotOrToken: string) => boolean;
  /** What the scheduler said of the end of the life of a task that a slot names; undefined while it may go on. */
  readonly endOf: (slot: string) => JobEndedEvent | undefined;
}

/** What events tell of one task. */
interface KnownTask {
  /** The newest life that is known of. */
  life: number;
  readonly ends: JobEndedEvent[];
}

/** Finds out what may still live on a cluster. */
export function taskLives(facts: SweepFacts): TaskLives {
  const { batches, submitted, unsubmitted } = facts;
  const tasks = knownTasks(facts);
  const isOver = (token: string, task: number): boolean => {
    const known = tasks.get(taskSlot(token, task));
    return known?.ends.some((end) => restartsOf(end.slot) === known.life && !end.again) === true;
  };
  // What was said of the scheduler's refusal is not true of a batch that has an answer.
  const isRefused = (token: string): boolean => unsubmitted.has(token) && !submitted.has(token);
  const mayLive = (token: string, task: number): boolean =>
    !isRefused(token) && !isOver(token, task);
  const anyTask = new Map<string, boolean>();
  const anyOf = (batch: BatchEvent): boolean => {
    let known = anyTask.get(batch.token);
    if (known === undefined) {
      known = Array.from({ length: batch.tasks }, (_, task) => task).some((task) =>
        mayLive(batch.token, task),
      );
      anyTask.set(batch.token, known);
    }
    return known;
  };
  return {
    task: mayLive,
    mayBegin(slot) {
      const place = parseSlot(slot);
      if (place !== undefined) return mayLive(place.token, place.task);
      const batch = batches.get(slot);
      return batch !== undefined && anyOf(batch);
    },
    endOf(slot) {
      const place = parseSlot(slot);
      if (place === undefined) return undefined;
      const ends = tasks.get(taskSlot(place.token, place.task))?.ends ?? [];
      // That a later life has ended is enough.
      return ends
        .filter((end) => restartsOf(end.slot) >= place.restarts)
        .reduce<JobEndedEvent | undefined>(
          (first, end) =>
            first === undefined || restartsOf(end.slot) < restartsOf(first.slot) ? end : first,
          undefined,
        );
    },
  };
}

const restartsOf = (slot: string): number => parseSlot(slot)?.restarts ?? 0;

/** By the slot of the first life. Tasks of which nothing is known but that they began are left out: they may live. */
function knownTasks({ jobEnds, nodes }: SweepFacts): ReadonlyMap<string, KnownTask> {
  const tasks = new Map<string, KnownTask>();
  const at = (slot: string): KnownTask | undefined => {
    const place = parseSlot(slot);
    if (place === undefined) return undefined;
    const name = taskSlot(place.token, place.task);
    let known = tasks.get(name);
    if (known === undefined) {
      known = { life: 0, ends: [] };
      tasks.set(name, known);
    }
    known.life = Math.max(known.life, place.restarts);
    return known;
  };
  for (const [slot, end] of jobEnds) {
    const known = at(slot);
    known?.ends.push(end);
    if (known !== undefined && end.again) known.life = Math.max(known.life, restartsOf(slot) + 1);
  }
  for (const slot of nodes.keys()) if (isTaskSlot(slot) && slot.includes('.r')) at(slot);
  return tasks;
}
