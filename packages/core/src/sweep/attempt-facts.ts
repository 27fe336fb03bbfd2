import type { ReasonKind } from '../contexts/context.ts';
import type { StopCause, SweepEvent, WantedAttempt, WishEvent } from './event.ts';

/** All that the events tell of one attempt. Merging is commutative: no field depends on the order of events. */
export interface AttemptFacts {
  readonly attempt: number;
  /**
   * Several when an earlier launcher died before anybody claimed the attempt. On a cluster: the slot of its task, or the
   * token of a packed batch, any task of which may claim it.
   */
  readonly slots: string[];
  /** The newest hand-over: the one that led to the start, if any did. */
  handed?: Handed;
  started: boolean;
  /** The slot on a cluster that it started in. */
  startedIn?: string;
  startedAt?: number;
  exitCode?: number;
  exitAt?: number;
  launchFailed?: string;
  /** The first wish that it stops. Ask `stopOf` which one counts. */
  stop?: StopWish;
  /** The last one, where there are several. */
  lastStop?: StopWish;
  ended?: { readonly time: number; readonly kind?: ReasonKind; readonly text?: string };
  /** It ended before anybody could ask it to stop. */
  byItself: boolean;
  again: boolean;
  /** Its scheduler asked it to end while it went on. */
  asked?: true;
  wanted?: WantedAttempt & { readonly time: number };
}

/** That somebody asked an attempt to stop. */
export interface StopWish {
  readonly cause: StopCause;
  readonly time: number;
}

/** That an attempt was given to a slot, or to a cluster as part of a batch. */
export type Handed = Extract<SweepEvent, { event: 'handed' }>;

/** What is known of an attempt before any event of it was read. */
export const noAttemptFacts = (attempt: number): AttemptFacts => ({
  attempt,
  slots: [],
  started: false,
  byItself: false,
  again: false,
});

/** An event of one attempt, but no wish. */
export type AttemptEvent = Exclude<
  SweepEvent,
  | WishEvent
  | { event: 'launcher' | 'worker' | 'left' | 'batch' | 'submitted' | 'unsubmitted' | 'job-ended' }
>;

/** Adds what an event of the attempt tells. */
export function addAttemptFact(facts: AttemptFacts, event: AttemptEvent): void {
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
      if (event.slot !== undefined) facts.startedIn = lesser(facts.startedIn, event.slot);
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
      addStop(facts, event);
      return;
    case 'ended':
      facts.byItself ||= event.byItself === true;
      if (facts.ended === undefined || tellsMore(event, facts.ended)) facts.ended = event;
      return;
    case 'again':
      facts.again = true;
      return;
    case 'asked':
      if (event.signal !== 'USR1') facts.asked = true;
      return;
  }
}

function addStop(facts: AttemptFacts, event: StopWish): void {
  const { stop } = facts;
  if (stop === undefined) {
    facts.stop = event;
    return;
  }
  const last = facts.lastStop ?? stop;
  if (isBefore(event, stop, 'cause')) facts.stop = event;
  facts.lastStop = isBefore(last, event, 'cause') ? event : last;
}

/**
 * The wish that ended an attempt: the first one. What was wished before it was handed over again, having not begun, was
 * about the time before. Clocks are compared only where there were several hand-overs.
 */
export function stopOf({ stop, lastStop, slots, handed }: AttemptFacts): StopWish | undefined {
  if (stop === undefined || handed === undefined || slots.length < 2) return stop;
  return [stop, lastStop].find((wish) => wish !== undefined && wish.time >= handed.time);
}

const lesser = (a: string | undefined, b: string): string => (a === undefined || b < a ? b : a);

type Ended = NonNullable<AttemptFacts['ended']>;

/** Who was there when it ended knows of what kind that was; others may only have read its log. */
const tellsMore = (a: Ended, b: Ended): boolean =>
  (a.kind === undefined) === (b.kind === undefined) ? isBefore(a, b, 'text') : a.kind !== undefined;

/** By time; equal times by a text, so that the order of arrival does not matter. */
function isBefore<K extends string>(
  a: { readonly time: number } & { readonly [key in K]?: string },
  b: { readonly time: number } & { readonly [key in K]?: string },
  key: K,
): boolean {
  return a.time !== b.time ? a.time < b.time : (a[key] ?? '') < (b[key] ?? '');
}

/** Of two of one moment any is later, but always the same one. */
export const isLater = (a: { readonly time: number }, b: { readonly time: number }): boolean =>
  a.time !== b.time ? a.time > b.time : JSON.stringify(a) > JSON.stringify(b);
