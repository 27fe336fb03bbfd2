import type { RecordedExperiment, RunStatus } from '@mrunner/core';
import { flattened, readMetrics, readResult, type Sweep } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { numberOf } from '../results/number-text.ts';

/** A run with what is known of it: what tables, filters and sorting look at. */
export interface SeenRun {
  readonly sweep: Sweep;
  readonly recorded: RecordedExperiment;
  readonly status: RunStatus;
  /** Absolute. */
  readonly directory: string;
  /** Its newest metrics and what it returned, nested keys joined with dots; read from the disk at the first call. */
  readonly results: () => { readonly [name: string]: unknown };
}

/** A run of a sweep beside its status. */
export const seenRun = (
  { host }: Pick<Cli, 'host'>,
  sweep: Sweep,
  recorded: RecordedExperiment,
  status: RunStatus,
): SeenRun => {
  const directory = `${sweep.home}/${recorded.directory}`;
  let read: { readonly [name: string]: unknown } | undefined;
  return {
    sweep,
    recorded,
    status,
    directory,
    results: () => {
      read ??= readResults(host, directory);
      return read;
    },
  };
};

/** Results come first, and over metrics of the same name. */
const readResults = (host: Cli['host'], directory: string) => {
  const result = flattened(readResult(host, directory) ?? {});
  return withNumbers({ ...result, ...readMetrics(host, directory).latest, ...result });
};

/** Words that stand for numbers which JSON does not have, as those numbers. */
const withNumbers = (values: { readonly [name: string]: unknown }) =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, numberOf(value) ?? value]),
  );

/** How long the newest attempt has taken, in milliseconds; undefined before its start. */
export const timeTaken = (
  { startedAt, endedAt, state }: RunStatus,
  now: number,
): number | undefined => {
  if (startedAt === undefined) return undefined;
  const until = endedAt ?? (state === 'running' ? now : undefined);
  return until === undefined ? undefined : until - startedAt;
};
