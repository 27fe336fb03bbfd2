import {
  isHere,
  type RecordedExperiment,
  type SweepRecord,
  slurmSettings,
  workDirectory,
} from '@mrunner/core';

/** Where a sweep is on another machine, as `user@host:path`; undefined when it is on this one. */
export const farHome = (record: SweepRecord): string | undefined =>
  farPath(record, workDirectory(record));

/** A path on the machine of a sweep in the same way. */
export const farPath = (record: SweepRecord, path: string): string | undefined => {
  const [context] = record.contexts;
  if (context === undefined || isHere(context)) return undefined;
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
