import { type RunState, runStates, type StateCounts } from '@mrunner/core';

/** Counts a sweep's runs by state while they move from one to another. */
export interface StateCounter {
  readonly counts: StateCounts;
  readonly move: (from: RunState, to: RunState, runs?: number) => void;
}

export function stateCounter(start: StateCounts): StateCounter {
  const counts = Object.fromEntries(runStates.map((state) => [state, start[state]])) as {
    -readonly [State in RunState]: number;
  };
  return {
    counts,
    move: (from, to, runs = 1) => {
      counts[from] -= runs;
      counts[to] += runs;
    },
  };
}
