import {
  isHere,
  type RecordedExperiment,
  type SweepRecord,
  slurmSettings,
  workDirectory,
  workStorage,
} from '@mrunner/core';
import { kubeSettings } from '@mrunner/core/kubernetes';

/** Where a sweep is on another machine, as `user@host:path`, or `claim:path` of a volume; undefined when it is on this one. */
export const farHome = (record: SweepRecord): string | undefined =>
  farPath(record, workDirectory(record));

/** A path on the machine of a sweep in the same way. */
export const farPath = (record: SweepRecord, path: string): string | undefined => {
  const [context] = record.contexts;
  if (context === undefined || isHere(context)) return undefined;
  if (context.backend === 'kubernetes') {
    // Without a volume it is gone with its pod, and what is kept of it is here.
    const { pvc } = kubeSettings(context);
    const isOnVolume = path.startsWith(`${workStorage(context)}/`);
    return pvc === undefined || !isOnVolume ? undefined : `${pvc}:${path}`;
  }
  return `${slurmSettings(context).url}:${path}`;
};

/** The same of a run. */
export const farDirectory = (
  record: SweepRecord,
  { directory }: Pick<RecordedExperiment, 'directory'>,
): string | undefined => {
  const home = farHome(record);
  return home === undefined ? undefined : `${home}/${directory}`;
};
