import { publicValue, type RecordedExperiment, type RunStatus } from '@mrunner/core';
import type { Refreshed, Sweep, SweepStatus, WaitText } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';

/** A run as `mrun status --json` shows it. `waiting`: what its scheduler says of it. */
export const runJson = (
  sweep: Sweep,
  recorded: RecordedExperiment,
  status: RunStatus,
  waiting?: WaitText,
): object => ({
  index: recorded.index,
  id: `${sweep.record.id}/${recorded.index}`,
  name: recorded.experiment.name,
  state: status.state,
  reason: status.reason,
  exitCode: status.exitCode,
  attempt: status.attempt,
  dir: `${sweep.home}/${recorded.directory}`,
  composite:
    recorded.composite === undefined ? null : `${sweep.record.id}/${recorded.composite.first}`,
  parameters: publicValue(recorded.experiment.parameters),
  ...(waiting !== undefined && { waiting }),
});

export interface StatusJsonOptions {
  /** Default: all. */
  readonly runs?: Iterable<RecordedExperiment>;
  /** Of a sweep on a cluster: how old this is. */
  readonly refreshed?: Refreshed;
}

/** When a scheduler answered last, and why not since. */
const schedulerJson = (
  { scheduler }: SweepStatus,
  { asOf = scheduler?.asOf, trouble, lacks }: Refreshed,
): object => ({
  ...(asOf !== undefined && { asOf: new Date(asOf).toISOString() }),
  ...(trouble !== undefined && { trouble }),
  ...(lacks !== undefined && { lacks }),
});

/** Prints a sweep for programs, run by run, so that a large one takes no more memory than a small one. */
export const printStatusJson = (
  cli: Pick<Cli, 'stdout'>,
  sweep: Sweep,
  status: SweepStatus,
  { runs = sweep.experiments(), refreshed = {} }: StatusJsonOptions = {},
): void => {
  const head = JSON.stringify({
    sweep: sweep.record.id,
    counts: status.counts,
    ...schedulerJson(status, refreshed),
  });
  cli.stdout.write(`${head.slice(0, -1)},"runs":[`);
  let separator = '\n';
  for (const recorded of runs) {
    const run = status.of(recorded.index);
    cli.stdout.write(
      `${separator}${JSON.stringify(runJson(sweep, recorded, run, status.scheduler?.of(run)))}`,
    );
    separator = ',\n';
  }
  cli.stdout.write(']}\n');
};
