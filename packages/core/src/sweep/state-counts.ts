import { type RunState, type RunStatus, runStates } from './run-state.ts';

/** How many runs are in each state. */
export type StateCounts = { readonly [State in RunState]: number };

/** Counts runs by state, beside those that were counted before. */
export function countStates(
  statuses: Iterable<RunStatus>,
  counted: { readonly [State in RunState]?: number } = {},
): StateCounts {
  const counts = Object.fromEntries(
    runStates.map((state) => [state, Math.max(counted[state] ?? 0, 0)]),
  ) as { -readonly [State in RunState]: number };
  for (const { state } of statuses) counts[state]++;
  return counts;
}
