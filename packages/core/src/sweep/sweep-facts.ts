import { isTaskSlot, taskSlot } from '../slurm/token.ts';
import { type AttemptFacts, addAttemptFact, isLater, noAttemptFacts } from './attempt-facts.ts';
import type {
  BatchEvent,
  JobEndedEvent,
  SubmittedEvent,
  UnsubmittedEvent,
} from './cluster-event.ts';
import type { LauncherEvent, ProcessIdentity, SweepEvent, WishEvent } from './event.ts';
import type { PlainRuns } from './plain-runs.ts';

/**
 * All that the events of a sweep tell. Values, maps and sets of JSON values: a checkpoint keeps them (`checkpoint.ts`, which
 * has a number to raise when older checkpoints would leave out what is asked for here).
 */
export interface SweepFacts {
  /** By run index; its attempts in no order. */
  readonly runs: Map<number, AttemptFacts[]>;
  /** Those that simply succeeded, when they come from a checkpoint. No run is in both. */
  readonly plain?: PlainRuns;
  readonly launchers: Map<string, LauncherEvent>;
  /** Ids of the launchers that start nothing more, though their processes may live. */
  readonly left: Map<string, LeftEvent>;
  /** Ids of launchers that are dead with their workers, by the word of a person. */
  readonly takenOver: Set<string>;
  /** By slot. */
  readonly workers: Map<string, ProcessIdentity>;
  /** What was given to a cluster, by token, and what the scheduler answered. */
  readonly batches: Map<string, BatchEvent>;
  readonly submitted: Map<string, SubmittedEvent>;
  readonly unsubmitted: Map<string, UnsubmittedEvent>;
  /** What the scheduler says of ended tasks, by slot. */
  readonly jobEnds: Map<string, JobEndedEvent>;
  /** The machine that a task runs on, by slot: of a task that has begun. */
  readonly nodes: Map<string, string>;
  /** When a run was cancelled last. */
  readonly cancelledRuns: Map<number, number>;
  /** When all were cancelled last. */
  allCancelledAt?: number;
  /** The newest wish of how many runs at a time. */
  update?: UpdateEvent;
  /** The newest wish of which GPUs may be used. */
  gpuUpdate?: UpdateEvent;
  /** When the newest of all events happened. */
  lastTime?: number;
}

type UpdateEvent = Extract<WishEvent, { event: 'update' }>;

/** That of a launcher which says that it starts nothing more. */
export type LeftEvent = Extract<SweepEvent, { event: 'left' }>;

/** What is known before anything was read. */
export const noFacts = (): SweepFacts => ({
  runs: new Map(),
  launchers: new Map(),
  left: new Map(),
  takenOver: new Set(),
  workers: new Map(),
  batches: new Map(),
  submitted: new Map(),
  unsubmitted: new Map(),
  jobEnds: new Map(),
  nodes: new Map(),
  cancelledRuns: new Map(),
});

/** Whether somebody wished to cancel a run at this time or later. */
export const isCancelledAfter = (facts: SweepFacts, index: number, time: number): boolean =>
  (facts.allCancelledAt ?? Number.NEGATIVE_INFINITY) >= time ||
  (facts.cancelledRuns.get(index) ?? Number.NEGATIVE_INFINITY) >= time;

/** Gathers the facts, beside those that are known; events of several files may be interleaved in any way. */
export function collectFacts(events: Iterable<SweepEvent>, facts = noFacts()): SweepFacts {
  for (const event of events) addFact(facts, event);
  return facts;
}

function addFact(facts: SweepFacts, event: SweepEvent): void {
  if (
    'time' in event &&
    event.time !== undefined &&
    event.time > (facts.lastTime ?? Number.NEGATIVE_INFINITY)
  ) {
    facts.lastTime = event.time;
  }
  switch (event.event) {
    case 'launcher':
      facts.launchers.set(event.id, event);
      for (const id of event.tookOver ?? []) facts.takenOver.add(id);
      return;
    case 'worker':
      if (isTaskSlot(event.slot)) facts.nodes.set(event.slot, event.node ?? event.host);
      else facts.workers.set(event.slot, event);
      return;
    case 'batch':
      addBatch(facts, event);
      return;
    case 'submitted':
      keepLater(facts.submitted, event.token, event);
      return;
    case 'unsubmitted':
      keepLater(facts.unsubmitted, event.token, event);
      return;
    case 'job-ended':
      keepLater(facts.jobEnds, event.slot, event);
      return;
    case 'left':
      addLeft(facts, event);
      return;
    case 'cancel':
    case 'pause':
    case 'go-on':
    case 'update':
    case 'retry':
      addWish(facts, event);
      return;
    default:
      addAttemptFact(attemptOf(facts, event.run, event.attempt), event);
  }
}

function addLeft({ left }: SweepFacts, event: LeftEvent): void {
  if (event.id !== undefined) keepLater(left, event.id, event);
}

function keepLater<T extends { readonly time: number }>(
  known: Map<string, T>,
  name: string,
  event: T,
): void {
  const before = known.get(name);
  if (before === undefined || isLater(event, before)) known.set(name, event);
}

/** Each of its attempts is handed over: to its task, or to whichever task of the batch claims it. */
function addBatch(facts: SweepFacts, event: BatchEvent): void {
  keepLater(facts.batches, event.token, event);
  const { time, token, packed } = event;
  event.runs.forEach(([run, attempt], task) => {
    const slot = packed ? token : taskSlot(token, task);
    addAttemptFact(attemptOf(facts, run, attempt), { event: 'handed', time, run, attempt, slot });
  });
}

function addWish(facts: SweepFacts, wish: WishEvent): void {
  switch (wish.event) {
    case 'cancel':
      if (wish.runs === 'all') {
        facts.allCancelledAt = Math.max(facts.allCancelledAt ?? wish.time, wish.time);
        return;
      }
      for (const index of wish.runs) {
        const known = facts.cancelledRuns.get(index) ?? wish.time;
        facts.cancelledRuns.set(index, Math.max(known, wish.time));
      }
      return;
    case 'update':
      if (wish.parallel !== undefined) facts.update = newer(facts.update, wish);
      if (wish.gpus !== undefined) facts.gpuUpdate = newer(facts.gpuUpdate, wish);
      return;
    case 'retry':
      for (const { run, attempt } of wish.runs) {
        const wanted = attemptOf(facts, run, attempt);
        if (wanted.wanted === undefined || isLater(wish, wanted.wanted)) wanted.wanted = wish;
      }
  }
}

const newer = (known: UpdateEvent | undefined, wish: UpdateEvent): UpdateEvent =>
  known === undefined || isLater(wish, known) ? wish : known;

function attemptOf(facts: SweepFacts, run: number, attempt: number): AttemptFacts {
  let attempts = facts.runs.get(run);
  if (attempts === undefined) {
    const plain = facts.plain?.take(run);
    attempts = plain === undefined ? [] : [plain];
    facts.runs.set(run, attempts);
  }
  for (const known of attempts) if (known.attempt === attempt) return known;
  const found = noAttemptFacts(attempt);
  attempts.push(found);
  return found;
}
