import { publicValue, type RecordedExperiment, type RunStatus } from '@mrunner/core';
import type { Sweep, SweepStatus } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';

/** A run as `mrun status --json` shows it. */
export const runJson = (sweep: Sweep, recorded: RecordedExperiment, status: RunStatus): object => ({
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
});

/** Prints a sweep for programs, run by run, so that a large one takes no more memory than a small one. */
export const printStatusJson = (
  cli: Pick<Cli, 'stdout'>,
  sweep: Sweep,
  status: SweepStatus,
  runs: Iterable<RecordedExperiment> = sweep.experiments(),
): void => {
  const head = JSON.stringify({ sweep: sweep.record.id, counts: status.counts });
  cli.stdout.write(`${head.slice(0, -1)},"runs":[`);
  let separator = '\n';
  for (const recorded of runs) {
    cli.stdout.write(
      `${separator}${JSON.stringify(runJson(sweep, recorded, status.of(recorded.index)))}`,
    );
    separator = ',\n';
  }
  cli.stdout.write(']}\n');
};
