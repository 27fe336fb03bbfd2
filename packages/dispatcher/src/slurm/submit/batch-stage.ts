import { type RunStatus, type SweepOptions, triesSoFar } from '@mrunner/core';
import type { DraftedBatch } from '../../cluster/submit/draft-batches.ts';
import { earlierAttempts } from '../../cluster/submit/earlier-attempts.ts';
import type { RunPlanner } from '../../cluster/submit/run-planner.ts';
import { siblingFinder } from '../../cluster/submit/siblings.ts';
import type { Host } from '../../host/host.ts';
import type { PackedRun } from '../../pack/pack-record.ts';
import { packedRun } from '../../pack/packed-run.ts';
import { writePack } from '../../pack/write-pack.ts';
import { type BatchOrder, orderText } from '../../task/batch-order.ts';
import { batchFiles, workFiles } from '../../task/work-files.ts';

/** What the files of a batch are made of, besides itself. */
export interface StageSetting {
  /** The directory that has `batches/`: the work directory itself, or one that is sent there. */
  readonly directory: string;
  readonly work: string;
  readonly planner: RunPlanner;
  readonly statusOf: (index: number) => RunStatus;
  readonly options: SweepOptions;
  /** Whether Slurm may start its tasks again. */
  readonly requeue: boolean;
  /** How many canaries the sweep has; 0 for none. */
  readonly canaries: number;
  /** Everything that is submitted at once: members of a composite may be in several batches. */
  readonly together: readonly DraftedBatch[];
}

/** For how many runs of a pack one of them makes the directories. */
const directoriesTogether = 32;

/** Writes what the workers of a batch read, beside where it belongs: whoever submits it puts it there. Synced. */
export function stageBatch(host: Host, batch: DraftedBatch, setting: StageSetting): void {
  const staged = `${setting.directory}/${workFiles.staged(batch.token)}`;
  host.files.makeDirectories(staged);
  writePack(
    host,
    { pack: `${staged}/${batchFiles.pack}`, index: `${staged}/${batchFiles.index}` },
    packedRuns(batch, setting),
    batch.packing.mode === 'packed' ? directoriesTogether : 1,
  );
  host.files.replace(`${staged}/${batchFiles.order}`, orderText(orderOf(batch, setting)));
  host.files.makeDirectory(`${staged}/${batchFiles.claims}`);
  host.files.syncDirectory(staged);
}

function orderOf(batch: DraftedBatch, { options, requeue, canaries }: StageSetting): BatchOrder {
  const { packing, resources, context, runs, held } = batch;
  const isPacked = packing.mode === 'packed';
  return {
    mode: packing.mode,
    records: runs.length,
    slots: isPacked ? packing.slots : undefined,
    limit: (isPacked ? packing.time : undefined) ?? resources.time,
    warnBefore: context.warnBefore,
    timeout: options.timeout,
    retries: options.retries,
    retryOn: options.retryOn as BatchOrder['retryOn'],
    requeue,
    maxFailures: options.maxFailures,
    canary: canaries > 0 && !held ? canaries : undefined,
    held,
  };
}

function* packedRuns(batch: DraftedBatch, setting: StageSetting): Generator<PackedRun> {
  const { planner, statusOf, together } = setting;
  const siblingsOf = siblingFinder(together, setting);
  for (const { recorded, attempt } of batch.runs) {
    const status = statusOf(recorded.index);
    const packed = packedRun(
      (number) => planner.plan(recorded, number, status.overrides),
      attempt,
      batch.context,
      planner.pythonDirectories,
    );
    const siblings = siblingsOf(recorded);
    const earlier = earlierAttempts(status);
    yield {
      ...packed,
      tries: attempt > 1 ? triesSoFar(status) : 0,
      ...(siblings.length > 0 && { siblings }),
      ...(earlier.length > 0 && { earlier }),
    };
  }
}
