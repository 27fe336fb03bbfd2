import type { SweepFacts } from './sweep-facts.ts';

/** Which attempt a slot on a cluster started last: that alone was ended by what ended the slot's task. */
export type LastStarts = (
  slot: string,
) => { readonly index: number; readonly attempt: number } | undefined;

interface Start {
  readonly index: number;
  readonly attempt: number;
  readonly time: number;
}

/** Looks through all starts when the first slot is asked for: mostly none is. */
export function lastStarts(facts: SweepFacts): LastStarts {
  let known: ReadonlyMap<string, Start> | undefined;
  return (slot) => {
    known ??= gathered(facts);
    return known.get(slot);
  };
}

function gathered({ runs, plain }: SweepFacts): ReadonlyMap<string, Start> {
  const last = new Map<string, Start>();
  const add = (slot: string | undefined, start: Start): void => {
    if (slot === undefined) return;
    const before = last.get(slot);
    if (before === undefined || isAfter(start, before)) last.set(slot, start);
  };
  for (const [index, attempts] of runs) {
    for (const { attempt, startedIn, startedAt = 0 } of attempts) {
      add(startedIn, { index, attempt, time: startedAt });
    }
  }
  for (const { index, startedIn, startedAt = 0 } of plain?.values() ?? []) {
    add(startedIn, { index, attempt: 1, time: startedAt });
  }
  return last;
}

/** Of two of one moment any is later, but always the same one: of one run the later attempt. */
const isAfter = (a: Start, b: Start): boolean =>
  a.time !== b.time
    ? a.time > b.time
    : a.index !== b.index
      ? a.index > b.index
      : a.attempt > b.attempt;
