import type { SweepOptions, SweepRecord } from '@mrunner/core';
import { type JobRequest, serviceName } from '@mrunner/core/kubernetes';
import type { DraftedBatch } from '../../cluster/submit/draft-batches.ts';

/** Whether members of composites are in a batch. */
export const hasMembers = ({ runs }: DraftedBatch): boolean =>
  runs.some(({ recorded }) => recorded.composite !== undefined);

/** What the Job of a batch says that only the batch and the options of its sweep decide. */
export const requestOfBatch = (
  batch: DraftedBatch,
  record: SweepRecord,
  options: SweepOptions,
): Omit<JobRequest, 'image' | 'batchMaps' | 'hash'> => ({
  token: batch.token,
  sweep: record,
  context: batch.context,
  resources: batch.resources,
  runs: batch.runs.map(({ recorded, attempt }) => [recorded.index, attempt] as const),
  tasks: batch.tasks,
  parallelism: batch.throttle ?? batch.tasks,
  ...(batch.packing.mode === 'packed' && { packed: batch.packing }),
  retries: options.retries,
  retryOn: options.retryOn,
  ...(options.maxFailures !== undefined && { maxFailures: options.maxFailures }),
  grace: options.grace,
  ...(hasMembers(batch) && { service: serviceName(record.id), together: true }),
});
