import { type SweepRecord, slurmSettings } from '@mrunner/core';

/** Whether a sweep's runs go to a scheduler, which starts them without a launcher. All its contexts are one place. */
export const isCluster = (sweep: { readonly record: Pick<SweepRecord, 'contexts'> }): boolean =>
  sweep.record.contexts[0]?.backend === 'slurm' || isKubernetes(sweep);

/** Whether a sweep's runs are in pods. */
export const isKubernetes = ({
  record,
}: {
  readonly record: Pick<SweepRecord, 'contexts'>;
}): boolean => record.contexts[0]?.backend === 'kubernetes';

/** Whether a sweep's runs are started by srun, which takes a launcher that lives as long as they do. */
export const usesSrun = ({
  record,
}: {
  readonly record: Pick<SweepRecord, 'contexts'>;
}): boolean => {
  const [context] = record.contexts;
  return context?.backend === 'slurm' && slurmSettings(context).cmdType === 'srun';
};
