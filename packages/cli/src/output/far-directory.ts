import {
  isHere,
  type RecordedExperiment,
  type SweepRecord,
  slurmSettings,
  workDirectory,
} from '@mrunner/core';

/** Where a run is on another machine, as `user@host:path`; undefined when it is on this one. */
export const farDirectory = (
  record: SweepRecord,
  { directory }: Pick<RecordedExperiment, 'directory'>,
): string | undefined => {
  const [context] = record.contexts;
  if (context === undefined || isHere(context)) return undefined;
  return `${slurmSettings(context).url}:${workDirectory(record)}/${directory}`;
};
