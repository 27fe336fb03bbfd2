import { type RunStatus, type SweepOptions, triesSoFar } from '@mrunner/core';
import type { PackedRun } from '../../pack/pack-record.ts';
import { packedRun } from '../../pack/packed-run.ts';
import type { BatchOrder } from '../../task/batch-order.ts';
import type { DraftedBatch } from './draft-batches.ts';
import { earlierAttempts } from './earlier-attempts.ts';
import type { RunPlanner } from './run-planner.ts';
import { siblingFinder } from './siblings.ts';

/** What the runs of a batch are packed with. */
export interface PackedSetting {
  readonly planner: RunPlanner;
  readonly statusOf: (index: number) => RunStatus;
  /** Everything that is submitted at once: members of a composite may be in several batches. */
  readonly together: readonly DraftedBatch[];
  /** Whether the tasks of all batches see one directory, where they ask about and tell each other. */
  readonly isShared: boolean;
  /** Variables that a run gets where these tasks are. */
  readonly envOf?: (recorded: DraftedBatch['runs'][number]['recorded']) => PackedRun['env'];
}

/** The runs of a batch, as its workers read them. */
export function* packedRuns(
  { runs, context }: DraftedBatch,
  { planner, statusOf, together, isShared, envOf }: PackedSetting,
): Generator<PackedRun> {
  const siblingsOf = siblingFinder(isShared ? together : [], { planner, statusOf });
  for (const { recorded, attempt } of runs) {
    const status = statusOf(recorded.index);
    const packed = packedRun(
      (number) => planner.plan(recorded, number, status.overrides),
      attempt,
      context,
      planner.pythonDirectories,
    );
    const siblings = siblingsOf(recorded);
    const earlier = isShared ? earlierAttempts(status) : [];
    yield {
      ...packed,
      env: { ...packed.env, ...envOf?.(recorded) },
      tries: attempt > 1 ? triesSoFar(status) : 0,
      ...(siblings.length > 0 && { siblings }),
      ...(earlier.length > 0 && { earlier }),
    };
  }
}

/** What the workers of a batch are told of it, whatever starts them. */
export function orderOf(
  { packing, resources, context, runs }: DraftedBatch,
  { timeout, retries, retryOn, maxFailures }: SweepOptions,
): Omit<BatchOrder, 'requeue' | 'canary' | 'held'> {
  const isPacked = packing.mode === 'packed';
  return {
    mode: packing.mode,
    records: runs.length,
    slots: isPacked ? packing.slots : undefined,
    limit: (isPacked ? packing.time : undefined) ?? resources.time,
    warnBefore: context.warnBefore,
    timeout,
    retries,
    retryOn: retryOn as BatchOrder['retryOn'],
    maxFailures,
  };
}
