import { type BatchStatus, hasEnded, type RunStatus } from '@mrunner/core';

/** What is asked of a sweep to see how its canaries are. */
interface Given {
  readonly batches: ReadonlyMap<string, BatchStatus>;
  readonly of: (index: number) => Pick<RunStatus, 'state' | 'startedAt'>;
}

/** Milliseconds that a canary must live, if it does not succeed before. */
const livesLongEnough = 60_000;

/** The runs that went ahead of the others, by index: `wanted`, or those before what was submitted to be held. */
export function canaryRuns(
  { batches }: Pick<Given, 'batches'>,
  wanted = Number.POSITIVE_INFINITY,
): readonly number[] {
  const inOrder = [...batches.values()]
    .filter(({ unsubmitted }) => unsubmitted === undefined)
    .sort((a, b) => a.time - b.time);
  const held = inOrder.findIndex(({ isHeld }) => isHeld);
  if (held < 0 && !Number.isFinite(wanted)) return [];
  const runs = inOrder
    .slice(0, held < 0 ? undefined : held)
    .flatMap((batch) => batch.runs.map(([run]) => run));
  return [...new Set(runs)].slice(0, wanted);
}

/** Canaries of which none goes on, or is to start: who is still held then waits for a person. */
export interface EndedCanaries {
  readonly count: number;
  /** Those that did not succeed, by index. */
  readonly failed: readonly number[];
}

/** How the canaries ended; undefined while one of them goes on, and where there are none. */
export function endedCanaries(given: Given): EndedCanaries | undefined {
  const runs = canaryRuns(given);
  const states = runs.map((run) => given.of(run).state);
  if (runs.length === 0 || !states.every(hasEnded)) return undefined;
  return { count: runs.length, failed: runs.filter((_, i) => states[i] !== 'succeeded') };
}

/**
 * Whether what follows so many canaries may be submitted: `waits` while that is not known, `shut` when they ended and too few
 * are well.
 *
 * @param now milliseconds since the epoch
 */
export function canaryGate(given: Given, wanted: number, now: number): 'open' | 'waits' | 'shut' {
  const runs = canaryRuns(given, wanted).map(given.of);
  if (runs.length < wanted) return 'open';
  const isWell = ({ state, startedAt }: (typeof runs)[number]): boolean =>
    state === 'succeeded' || (state === 'running' && now - (startedAt ?? now) >= livesLongEnough);
  if (runs.every(isWell)) return 'open';
  return runs.every(({ state }) => hasEnded(state)) ? 'shut' : 'waits';
}
