import { type BatchStatus, hasEnded, launcherOfToken } from '@mrunner/core';
import type { SweepStatus } from '../../sweep-home/sweep-status.ts';

/** What is to be cancelled of one batch. */
export interface CancelTarget {
  readonly batch: BatchStatus;
  /** Whether nothing of it shall go on. */
  readonly isWhole: boolean;
  /** The runs that are meant, by index. */
  readonly runs: readonly number[];
  /** The tasks that have one of them to themselves. */
  readonly tasks: readonly number[];
}

/**
 * Finds in which batches runs are that somebody wished to cancel. Batches of launchers that took the sweep after that wish
 * were made with it in mind, and are left alone.
 */
export function cancelTargets(
  open: ReadonlyMap<BatchStatus, readonly OpenRun[]>,
  launchers: SweepStatus['launchers'],
  isMeant: (run: number) => boolean,
  wishedAt: number,
): readonly CancelTarget[] {
  return [...open].flatMap(([batch, runs]) => {
    const meant = runs.filter(({ run }) => isMeant(run));
    if (meant.length === 0 || begunAt(batch, launchers) > wishedAt) return [];
    return [
      {
        batch,
        isWhole: meant.length === runs.length,
        runs: meant.map(({ run }) => run),
        tasks: batch.isPacked ? [] : meant.map(({ task }) => task),
      },
    ];
  });
}

/** A run that has not ended, and its place in its batch. */
export interface OpenRun {
  readonly run: number;
  /** Where no task is shared: the one it has to itself. */
  readonly task: number;
}

/**
 * The batches that have something to do, and the runs they have it to do for: a run is at the batch of its newest attempt, whose worker
 * starts further ones itself.
 */
export function openBatches({
  batches,
  of,
}: Pick<SweepStatus, 'batches' | 'of'>): ReadonlyMap<BatchStatus, readonly OpenRun[]> {
  const places = newestBatches(batches.values());
  const open = new Map<BatchStatus, readonly OpenRun[]>();
  for (const batch of batches.values()) {
    const runs = batch.runs.flatMap(([run], task) =>
      places.get(run) === batch && !hasEnded(of(run).state) ? [{ run, task }] : [],
    );
    if (runs.length > 0) open.set(batch, runs);
  }
  return open;
}

function newestBatches(batches: Iterable<BatchStatus>): ReadonlyMap<number, BatchStatus> {
  const newest = new Map<number, { readonly attempt: number; readonly batch: BatchStatus }>();
  for (const batch of batches) {
    if (batch.unsubmitted !== undefined) continue;
    for (const [run, attempt] of batch.runs) {
      const known = newest.get(run);
      if (known === undefined || known.attempt < attempt) newest.set(run, { attempt, batch });
    }
  }
  return new Map([...newest].map(([run, { batch }]) => [run, batch]));
}

const begunAt = ({ token, time }: BatchStatus, launchers: SweepStatus['launchers']): number =>
  launchers.get(launcherOfToken(token))?.time ?? time;
