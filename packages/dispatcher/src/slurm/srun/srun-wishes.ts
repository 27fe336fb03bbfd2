import { triesSoFar } from '@mrunner/core';
import type { QueuedRun } from '../../launch/run-queue.ts';
import { findExperiments } from '../../sweep-home/read-experiments.ts';
import type { SrunState } from './srun-state.ts';

/** Stops these runs, and does not start them. */
export function cancelSruns(state: SrunState, runs: 'all' | readonly number[]): void {
  if (runs === 'all') state.startNoMore({ why: 'finished', text: 'cancelled' });
  else for (const index of runs) state.cancelled.add(index);
  for (const [index, active] of state.active) {
    if (runs === 'all' || runs.includes(index)) state.stop(active, 'cancelled');
  }
  state.recount(state.parts.sweep.status().counts);
}

/** Queues runs of which somebody wants another attempt. */
export function tryWanted(state: SrunState, indexes: readonly number[]): void {
  const { host, sweep, queue } = state.parts;
  const status = sweep.status();
  const wanted = indexes.filter((index) => status.of(index).wanted === true);
  const found = findExperiments(host, sweep.home, new Set(wanted));
  const queued = wanted.flatMap((index): QueuedRun[] => {
    state.cancelled.delete(index);
    const recorded = found.get(index);
    const known = status.of(index);
    if (recorded === undefined || state.active.has(index)) return [];
    const tries = triesSoFar(known);
    return [{ recorded, attempt: known.attempt + 1, status: known, countedAs: 'planned', tries }];
  });
  queue.putLast(queued);
  state.recount(status.counts);
}
