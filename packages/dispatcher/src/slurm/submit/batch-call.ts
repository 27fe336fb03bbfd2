import { type SweepRecord, sbatchWords } from '@mrunner/core';
import type { DraftedBatch } from '../../cluster/submit/draft-batches.ts';
import { contextFile, workFiles } from '../../task/work-files.ts';
import type { SubmissionCall } from './submission-program.ts';

/** What a batch is submitted with, besides itself. */
export interface CallSetting {
  readonly record: Pick<SweepRecord, 'contexts' | 'options'>;
  readonly work: string;
}

/** The call of sbatch for a batch. */
export const batchCall = ({ record, work }: CallSetting, batch: DraftedBatch): SubmissionCall => {
  const { token, tasks, throttle, resources, context, held, packing } = batch;
  const words = sbatchWords({
    token,
    count: tasks,
    ...(throttle !== undefined && { throttle }),
    resources,
    context,
    work,
    script: workerPath({ record, work }, context.name),
    requeue: mayRequeue(record),
    hold: held,
    ...(packing.mode === 'packed' && {
      slots: packing.slots,
      ...(packing.time !== undefined && { time: packing.time }),
    }),
  });
  return { token, words };
};

/** Where the script of a context is there. */
export const workerPath = ({ record, work }: CallSetting, context: string): string =>
  `${work}/${workFiles.worker(contextFile(record.contexts, context))}`;

/** Ends after which the scheduler itself may start a task again. */
const requeueKinds = ['timeout', 'preempted', 'node', 'interrupted'];

/** Unless somebody wants retries, a machine that fails must not start a run again in silence. */
export const mayRequeue = ({
  options: { retries, retryOn },
}: Pick<SweepRecord, 'options'>): boolean =>
  retries > 0 && requeueKinds.some((kind) => retryOn.includes(kind));
