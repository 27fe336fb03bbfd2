import type { SweepOptions } from '@mrunner/core';
import type { DraftedBatch } from '../../cluster/submit/draft-batches.ts';
import { orderOf, type PackedSetting, packedRuns } from '../../cluster/submit/packed-runs.ts';
import type { Host } from '../../host/host.ts';
import { writePack } from '../../pack/write-pack.ts';
import { orderText } from '../../task/batch-order.ts';
import { batchFiles, workFiles } from '../../task/work-files.ts';

/** What the files of a batch are made of, besides itself. */
export interface StageSetting extends Omit<PackedSetting, 'isShared' | 'envOf'> {
  /** The directory that has `batches/`: the work directory itself, or one that is sent there. */
  readonly directory: string;
  readonly work: string;
  readonly options: SweepOptions;
  /** Whether Slurm may start its tasks again. */
  readonly requeue: boolean;
  /** How many canaries the sweep has; 0 for none. */
  readonly canaries: number;
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
    packedRuns(batch, { ...setting, isShared: true }),
    batch.packing.mode === 'packed' ? directoriesTogether : 1,
  );
  const { options, requeue, canaries } = setting;
  const order = {
    ...orderOf(batch, options),
    requeue,
    canary: canaries > 0 && !batch.held ? canaries : undefined,
    held: batch.held,
  };
  host.files.replace(`${staged}/${batchFiles.order}`, orderText(order));
  host.files.makeDirectory(`${staged}/${batchFiles.claims}`);
  host.files.syncDirectory(staged);
}
