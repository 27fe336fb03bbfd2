import type { ReasonKind } from '../contexts/context.ts';
import type {
  LauncherEvent,
  ProcessIdentity,
  StopCause,
  SweepEvent,
  WantedAttempt,
  WishEvent,
} from './event.ts';

/** All that the events tell of one attempt. Merging is commutative: no field depends on the order of events. */
export interface AttemptFacts {
  readonly attempt: number;
  /** Several when an earlier launcher died before anybody claimed the attempt. */
  readonly slots: string[];
  /** The newest hand-over: the one that led to the start, if any did. */
  handed?: Extract<SweepEvent, { event: 'handed' }>;
  started: boolean;
  startedAt?: number;
  exitCode?: number;
  exitAt?: number;
  launchFailed?: string;
  stop?: { readonly cause: StopCause; readonly time: number };
  ended?: { readonly time: number; readonly kind?: ReasonKind; readonly text?: string };
  /** It ended before anybody could ask it to stop. */
  byItself: boolean;
  again: boolean;
  wanted?: WantedAttempt & { readonly time: number };
}

/** All that the events of a sweep tell. */
export interface SweepFacts {
  /** By run index; its attempts in no order. */
  readonly runs: Map<number, AttemptFacts[]>;
  readonly launchers: Map<string, LauncherEvent>;
  /** Ids of the launchers that start nothing more, though their processes may live. */
  readonly left: Set<string>;
  /** Ids of launchers that are dead with their workers, by the word of a person. */
  readonly takenOver: Set<string>;
  /** By slot. */
  readonly workers: Map<string, ProcessIdentity>;
  /** When a run was cancelled last. */
  readonly cancelledRuns: Map<number, number>;
  /** When all were cancelled last. */
  allCancelledAt?: number;
  /** The newest wish of how many runs at a time. */
  update?: Extract<WishEvent, { event: 'update' }>;
}

/** Gathers the facts; events of several files may be interleaved in any way. */
export function collectFacts(events: Iterable<SweepEvent>): SweepFacts {
  const facts: SweepFacts = {
    runs: new Map(),
    launchers: new Map(),
    left: new Set(),
    takenOver: new Set(),
    workers: new Map(),
    cancelledRuns: new Map(),
  };
  for (const event of events) addFact(facts, event);
  return facts;
}

function addFact(facts: SweepFacts, event: SweepEvent): void {
  switch (event.event) {
    case 'launcher':
      facts.launchers.set(event.id, event);
      for (const id of event.tookOver ?? []) facts.takenOver.add(id);
      return;
    case 'worker':
      facts.workers.set(event.slot, event);
      return;
    case 'left':
      if (event.id !== undefined) facts.left.add(event.id);
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
      if (facts.update === undefined || isLater(wish, facts.update)) facts.update = wish;
      return;
    case 'retry':
      for (const { run, attempt } of wish.runs) {
        const wanted = attemptOf(facts, run, attempt);
        if (wanted.wanted === undefined || isLater(wish, wanted.wanted)) wanted.wanted = wish;
      }
  }
}

/** Wishes of one moment: any of them, but always the same one. */
const isLater = (a: { readonly time: number }, b: { readonly time: number }): boolean =>
  a.time !== b.time ? a.time > b.time : JSON.stringify(a) > JSON.stringify(b);

type AttemptEvent = Exclude<SweepEvent, WishEvent | { event: 'launcher' | 'worker' | 'left' }>;

function addAttemptFact(facts: AttemptFacts, event: AttemptEvent): void {
  switch (event.event) {
    case 'handed':
      facts.slots.push(event.slot);
      if (facts.handed === undefined || isLater(event, facts.handed)) facts.handed = event;
      return;
    case 'start':
      facts.started = true;
      if (event.time !== undefined) {
        facts.startedAt = Math.min(facts.startedAt ?? event.time, event.time);
      }
      return;
    case 'exit':
      // Worker and launcher may both have recorded it. Should they differ, nothing is called a success by mistake.
      facts.exitCode = Math.max(facts.exitCode ?? event.code, event.code);
      if (event.time !== undefined) {
        facts.exitAt = Math.min(facts.exitAt ?? event.time, event.time);
      }
      return;
    case 'launch-failed':
      if (facts.launchFailed === undefined || event.text < facts.launchFailed) {
        facts.launchFailed = event.text;
      }
      return;
    case 'stop':
      // The first wish is the one that ended it.
      if (facts.stop === undefined || isBefore(event, facts.stop, 'cause')) facts.stop = event;
      return;
    case 'ended':
      facts.byItself ||= event.byItself === true;
      if (facts.ended === undefined || isBefore(event, facts.ended, 'text')) facts.ended = event;
      return;
    case 'again':
      facts.again = true;
      return;
  }
}

/** By time; equal times by a text, so that the order of arrival does not matter. */
function isBefore<K extends string>(
  a: { readonly time: number } & { readonly [key in K]?: string },
  b: { readonly time: number } & { readonly [key in K]?: string },
  key: K,
): boolean {
  return a.time !== b.time ? a.time < b.time : (a[key] ?? '') < (b[key] ?? '');
}

function attemptOf(facts: SweepFacts, run: number, attempt: number): AttemptFacts {
  let attempts = facts.runs.get(run);
  if (attempts === undefined) {
    attempts = [];
    facts.runs.set(run, attempts);
  }
  for (const known of attempts) if (known.attempt === attempt) return known;
  const found: AttemptFacts = {
    attempt,
    slots: [],
    started: false,
    byItself: false,
    again: false,
  };
  attempts.push(found);
  return found;
}
