import type { BatchEvent } from '@mrunner/core';
import type { DraftedBatch } from './draft-batches.ts';

/** The intent to submit a batch. */
export const batchEvent = (time: number, batch: DraftedBatch): BatchEvent => ({
  event: 'batch',
  time,
  token: batch.token,
  context: batch.context.name,
  runs: batch.runs.map(({ recorded, attempt }) => [recorded.index, attempt] as const),
  tasks: batch.tasks,
  ...(batch.packing.mode === 'packed' && { packed: true }),
  ...(batch.held && { held: true }),
});
