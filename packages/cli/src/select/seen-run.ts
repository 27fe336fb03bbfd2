import type { RecordedExperiment, RunStatus } from '@mrunner/core';
import {
  flattened,
  outputTroubles,
  readMetrics,
  readResult,
  type Sweep,
  type SweepStatus,
  type WaitText,
} from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { numberOf } from '../results/number-text.ts';

/** A run with what is known of it: what tables, filters and sorting look at. */
export interface SeenRun {
  readonly sweep: Sweep;
  readonly recorded: RecordedExperiment;
  readonly status: RunStatus;
  /** What its scheduler says of it, as long as it has not ended. */
  readonly waiting?: WaitText;
  /** Absolute. */
  readonly directory: string;
  /** Its newest metrics and what it returned, nested keys joined with dots; read from the disk at the first call. */
  readonly results: () => { readonly [name: string]: unknown };
  /** What its files say of that, read with it. */
  readonly output: () => RunOutput;
}

/** What a run left in its files. */
export interface RunOutput {
  readonly values: { readonly [name: string]: unknown };
  /** The names among `values` that it gave as its result. */
  readonly returned: readonly string[];
  /** The names that it logged, whether it returned them too or not. */
  readonly logged: readonly string[];
  /** Those among `logged` with a finite value: the others make no curve. */
  readonly curves: readonly string[];
  /** What can't be read, in words. */
  readonly troubles: readonly string[];
}

/** A run of a sweep beside its status. */
export const seenRun = (
  { host }: Pick<Cli, 'host'>,
  sweep: Sweep,
  recorded: RecordedExperiment,
  sweepStatus: Pick<SweepStatus, 'of' | 'scheduler'>,
): SeenRun => {
  const status = sweepStatus.of(recorded.index);
  const waiting = sweepStatus.scheduler?.of(status);
  const directory = `${sweep.home}/${recorded.directory}`;
  let read: RunOutput | undefined;
  const output = (): RunOutput => {
    read ??= readOutput(host, directory);
    return read;
  };
  return {
    sweep,
    recorded,
    status,
    ...(waiting !== undefined && { waiting }),
    directory,
    results: () => output().values,
    output,
  };
};

/** Results come first, and over metrics of the same name. */
const readOutput = (host: Cli['host'], directory: string): RunOutput => {
  const result = flattened(readResult(host, directory) ?? {});
  const metrics = readMetrics(host, directory);
  return {
    values: withNumbers({ ...result, ...metrics.latest, ...result }),
    returned: Object.keys(result),
    logged: metrics.names,
    curves: Object.keys(metrics.best),
    troubles: outputTroubles(host, directory, metrics),
  };
};

/** Words that stand for numbers which JSON does not have, as those numbers. */
const withNumbers = (values: { readonly [name: string]: unknown }) =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'string' ? (numberOf(value) ?? value) : value,
    ]),
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
