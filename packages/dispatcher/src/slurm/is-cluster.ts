import type { SweepRecord } from '@mrunner/core';

/** Whether a sweep's runs go to a scheduler, which starts them without a launcher. All its contexts are one place. */
export const isCluster = ({
  record,
}: {
  readonly record: Pick<SweepRecord, 'contexts'>;
}): boolean => record.contexts[0]?.backend === 'slurm';
