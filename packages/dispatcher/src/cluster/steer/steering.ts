import type { BatchStatus } from '@mrunner/core';
import type { SweepStatus } from '../../sweep-home/sweep-status.ts';
import { endedCanaries } from '../canaries.ts';
import { type CancelTarget, cancelTargets, type OpenRun, openBatches } from './cancel-targets.ts';
import type { OpenWishes } from './open-wishes.ts';
import { shareParallel } from './share-parallel.ts';

/** What is to be done on the cluster. */
export interface Steering {
  readonly cancels: readonly CancelTarget[];
  /** Batches that are to wait, or to go on. */
  readonly paced: readonly BatchStatus[];
  readonly pace?: 'pause' | 'go-on';
  /** What is held goes on though too few canaries are well. */
  readonly inSpite?: true;
  /** Runs at a time; 0: as many as there is room for. */
  readonly throttles: readonly { readonly batch: BatchStatus; readonly runs: number }[];
}

/** Finds what is to be done for some wishes. */
export function steeringOf(status: SweepStatus, { cancels, pace, parallel }: OpenWishes): Steering {
  const open = openBatches(status);
  // Who goes on then does not wait for canaries any more.
  const isDecided = pace === 'go-on' && endedCanaries(status) !== undefined;
  return {
    cancels: mergedTargets(
      cancels.flatMap(({ runs, time, spared }) => {
        const named = runs === 'all' ? undefined : new Set(runs);
        const isMeant = (run: number): boolean => !spared.has(run) && (named?.has(run) ?? true);
        return cancelTargets(open, status.launchers, isMeant, time);
      }),
    ),
    paced: pace === undefined ? [] : [...open.keys()],
    ...(pace !== undefined && { pace }),
    ...(isDecided && { inSpite: true }),
    throttles: parallel === undefined ? [] : throttlesOf(open, parallel),
  };
}

/** Several wishes may name runs of one batch. */
function mergedTargets(targets: readonly CancelTarget[]): readonly CancelTarget[] {
  return [...Map.groupBy(targets, ({ batch }) => batch).values()].map((some) => {
    const [first] = some as [CancelTarget];
    const whole = some.find(({ isWhole }) => isWhole);
    return (
      whole ?? {
        ...first,
        runs: [...new Set(some.flatMap(({ runs }) => runs))],
        tasks: [...new Set(some.flatMap(({ tasks }) => tasks))],
      }
    );
  });
}

function throttlesOf(
  open: ReadonlyMap<BatchStatus, readonly OpenRun[]>,
  parallel: number | 'auto',
): Steering['throttles'] {
  const batches = [...open.keys()];
  if (parallel === 'auto') return batches.map((batch) => ({ batch, runs: 0 }));
  const shares = shareParallel(
    parallel,
    [...open.values()].map((runs) => runs.length),
  );
  return batches.map((batch, at) => ({ batch, runs: shares[at] ?? 1 }));
}

/** Whether that is nothing at all. */
export const isNothing = ({ cancels, paced, throttles }: Steering): boolean =>
  cancels.length + paced.length + throttles.length === 0;
