import {
  type AttemptStatus,
  alikeText,
  type Reason,
  type RunState,
  type RunStatus,
  reasonText,
} from '@mrunner/core';

/** Runs that went wrong in the same way. */
export interface Cause {
  readonly state: RunState;
  readonly reason: Reason | null;
  /** Such as `exit 1: RangeError: Invalid array length`, of the first of them. */
  readonly text: string;
  /** In order. */
  readonly indexes: readonly number[];
  /** Whether another attempt of each follows by itself. */
  readonly again: boolean;
}

/**
 * What went wrong, by cause: failures before what was cancelled, the most frequent first. Numbers, paths and quoted names in the
 * words of a failure do not tell causes apart.
 */
export const causesOf = (runs: Iterable<RunStatus>): readonly Cause[] => {
  const causes = new Map<string, { readonly end: AttemptStatus; readonly runs: RunStatus[] }>();
  for (const run of runs) {
    const end = badEnd(run);
    if (end === undefined) continue;
    const { state, reason } = end;
    const key = [run.state, state, reason?.kind, reason?.code, alikeText(reason?.text ?? '')];
    const cause = causes.get(key.join('\n'));
    if (cause === undefined) causes.set(key.join('\n'), { end, runs: [run] });
    else cause.runs.push(run);
  }
  return [...causes.values()]
    .map(({ end: { state, reason }, runs: alike }) => ({
      state,
      reason,
      text: reasonText(reason),
      indexes: alike.map(({ index }) => index).sort((a, b) => a - b),
      again: alike[0]?.state === 'pending',
    }))
    .toSorted((a, b) => rank(a) - rank(b) || b.indexes.length - a.indexes.length);
};

/** How a run went wrong, or its attempt before the one that a launcher is about to start. */
const badEnd = (run: RunStatus): AttemptStatus | undefined => {
  const end = run.state === 'pending' ? run.attempts.at(-1) : run;
  return end !== undefined && bad.has(end.state) ? end : undefined;
};

const bad: ReadonlySet<RunState> = new Set(['failed', 'unknown', 'cancelled']);

// What was cancelled is often the consequence of what failed.
const rank = ({ state }: Cause): number => (state === 'cancelled' ? 1 : 0);
