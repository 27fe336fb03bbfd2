import { isKubernetes, type Sweep } from '@mrunner/dispatcher';

/** What starts the runs of a sweep on a cluster, for people. */
export const schedulerName = (sweep: Pick<Sweep, 'record'>): string =>
  isKubernetes(sweep) ? 'Kubernetes' : 'Slurm';
