import { type RunState, reasonText } from '@mrunner/core';
import type { SeenRun } from '../select/seen-run.ts';

/** Runs that went wrong in the same way. */
export interface Cause {
  readonly state: RunState;
  /** Such as `exit 1: RangeError: Invalid array length`, of the first of them. */
  readonly text: string;
  readonly runs: readonly SeenRun[];
}

/**
 * What went wrong, by cause: failures before what was cancelled, the most frequent first. Numbers and quoted names in the words of a failure do not tell
 * causes apart: `tried to allocate 20 MiB` is the same as `tried to allocate 30 MiB`.
 */
export const causesOf = (runs: readonly SeenRun[]): readonly Cause[] => {
  const causes = new Map<string, SeenRun[]>();
  for (const run of runs) {
    const { state, reason } = run.status;
    if (state !== 'failed' && state !== 'unknown' && state !== 'cancelled') continue;
    const key = [state, reason?.kind, reason?.code, alike(reason?.text ?? '')].join('\n');
    const group = causes.get(key);
    if (group === undefined) causes.set(key, [run]);
    else group.push(run);
  }
  return [...causes.values()]
    .map((group) => causeOf(group))
    .toSorted((a, b) => rank(a) - rank(b) || b.runs.length - a.runs.length);
};

const causeOf = (runs: readonly SeenRun[]): Cause => {
  const [first] = runs;
  if (first === undefined) throw new Error('Internal error: a cause without a run');
  const { state, reason } = first.status;
  return { state, text: reasonText(reason), runs };
};

// What was cancelled is often the consequence of what failed.
const rank = ({ state }: Cause): number => (state === 'cancelled' ? 1 : 0);

const alike = (text: string): string =>
  text.replace(/0x[0-9a-f]+|\d+(\.\d+)?/gi, '0').replace(/(["'`]).*?\1/g, "''");
