import { parseSlot, taskSlot } from '../slurm/token.ts';
import type { BatchEvent, JobEndedEvent } from './cluster-event.ts';
import type { SweepFacts } from './sweep-facts.ts';

/** What may still live on a cluster. As long as nobody knows that something has ended, it may. */
export interface TaskLives {
  /** Whether a task may still do something, in this life or a later one. */
  readonly task: (token: string, task: number) => boolean;
  /** Whether an attempt that was given to a slot, or to a packed batch, may still begin. */
  readonly mayBegin: (slotOrToken: string) => boolean;
  /** What the scheduler said of the end of the life of a task that a slot names; undefined while it may go on. */
  readonly endOf: (slot: string) => JobEndedEvent | undefined;
  /**
   * How the last lives of the task that a slot names ended, or those of all tasks of a packed batch; none when one of them
   * may live, or nothing is known of the batch.
   */
  readonly lastEnds: (slotOrToken: string) => readonly JobEndedEvent[];
  /** Whether the worker of a task wrote anything in the life that a slot names. */
  readonly began: (slot: string) => boolean;
  /** Whether a batch started any run. */
  readonly isOfUse: (token: string) => boolean;
}

/** What events tell of one task. */
interface KnownTask {
  /** The newest life that is known of. */
  life: number;
  readonly ends: { readonly life: number; readonly end: JobEndedEvent }[];
}

/** Finds out what may still live on a cluster. */
export function taskLives(facts: SweepFacts): TaskLives {
  const { batches, submitted, unsubmitted } = facts;
  const tasks = knownTasks(facts);
  // That the scheduler has nothing of a batch is not true of one that it answered for.
  const isRefused = (token: string): boolean => unsubmitted.has(token) && !submitted.has(token);
  const mayLive = (token: string, task: number): boolean =>
    !isRefused(token) && lastEnd(tasks.get(taskSlot(token, task))) === undefined;
  const ofPacks = new Map<string, Packed>();
  const ofPack = (token: string): Packed => {
    let known = ofPacks.get(token);
    if (known === undefined) {
      known = packed(batches.get(token), mayLive, tasks);
      ofPacks.set(token, known);
    }
    return known;
  };
  let begun: ReadonlySet<string> | undefined;
  let useful: ReadonlySet<string> | undefined;
  return {
    isOfUse(token) {
      useful ??= usefulBatches(facts);
      return useful.has(token);
    },
    began(slot) {
      begun ??= new Set([...facts.nodes.keys()].map(wholeTask));
      return begun.has(wholeTask(slot));
    },
    task: mayLive,
    mayBegin(slot) {
      if (batches.has(slot)) return ofPack(slot).mayBegin;
      // Asked of each of very many runs, so without taking the name apart: what is handed over is a first life.
      const token = slot.slice(0, slot.lastIndexOf('-'));
      return batches.has(token) && !isRefused(token) && lastEnd(tasks.get(slot)) === undefined;
    },
    endOf(slot) {
      const place = parseSlot(slot);
      if (place === undefined) return undefined;
      const ends = tasks.get(taskSlot(place.token, place.task))?.ends ?? [];
      // That a later life has ended is enough.
      return ends
        .filter(({ life }) => life >= place.restarts)
        .reduce<KnownTask['ends'][number] | undefined>(
          (first, end) => (first === undefined || end.life < first.life ? end : first),
          undefined,
        )?.end;
    },
    lastEnds(slot) {
      const place = parseSlot(slot);
      if (place === undefined) return ofPack(slot).lastEnds;
      const end = lastEnd(tasks.get(taskSlot(place.token, place.task)));
      return end === undefined ? [] : [end];
    },
  };
}

/** The slot of a life of a task, without which of its places for runs. */
function wholeTask(slot: string): string {
  const place = parseSlot(slot);
  if (place === undefined) return slot;
  return taskSlot(place.token, place.task, { restarts: place.restarts });
}

/** Batches in which some run was started. */
function usefulBatches({ runs, plain }: SweepFacts): ReadonlySet<string> {
  const tokens = new Set<string>();
  const add = (slot: string | undefined): void => {
    const token = slot === undefined ? undefined : parseSlot(slot)?.token;
    if (token !== undefined) tokens.add(token);
  };
  for (const attempts of runs.values()) for (const { startedIn } of attempts) add(startedIn);
  for (const { startedIn } of plain?.values() ?? []) add(startedIn);
  return tokens;
}

/** How the last life of a task ended; undefined while the scheduler may start it again. */
const lastEnd = (known: KnownTask | undefined): JobEndedEvent | undefined =>
  known?.ends.find(({ life, end }) => life === known.life && !end.again)?.end;

/** What is to be known of all tasks of a batch together. */
interface Packed {
  readonly mayBegin: boolean;
  readonly lastEnds: readonly JobEndedEvent[];
}

function packed(
  batch: BatchEvent | undefined,
  mayLive: TaskLives['task'],
  tasks: ReadonlyMap<string, KnownTask>,
): Packed {
  if (batch === undefined) return { mayBegin: false, lastEnds: [] };
  const { token } = batch;
  const numbers = Array.from({ length: batch.tasks }, (_, task) => task);
  const ends = numbers.flatMap((task) => lastEnd(tasks.get(taskSlot(token, task))) ?? []);
  return {
    mayBegin: numbers.some((task) => mayLive(token, task)),
    lastEnds: ends.length === numbers.length ? ends : [],
  };
}

/** By the slot of the first life. Tasks of which nothing is known but that they began are left out: they may live. */
function knownTasks({ jobEnds, nodes }: SweepFacts): ReadonlyMap<string, KnownTask> {
  const tasks = new Map<string, KnownTask>();
  const lifeOf = (
    slot: string,
  ): { readonly known: KnownTask; readonly life: number } | undefined => {
    const place = parseSlot(slot);
    if (place === undefined) return undefined;
    const name = taskSlot(place.token, place.task);
    let known = tasks.get(name);
    if (known === undefined) {
      known = { life: 0, ends: [] };
      tasks.set(name, known);
    }
    known.life = Math.max(known.life, place.restarts);
    return { known, life: place.restarts };
  };
  for (const [slot, end] of jobEnds) {
    const found = lifeOf(slot);
    found?.known.ends.push({ life: found.life, end });
    if (found !== undefined && end.again)
      found.known.life = Math.max(found.known.life, found.life + 1);
  }
  for (const slot of nodes.keys()) if (slot.includes('.r')) lifeOf(slot);
  return tasks;
}
