import type { Result } from '@mrunner/core';
import type { SweepStatus } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { filterRuns } from '../where/filter-runs.ts';
import { recordedOf } from './choose-run.ts';
import type { ChosenSweep } from './choose-sweep.ts';
import { type SeenRun, seenRun } from './seen-run.ts';

/** The runs of a sweep that were named and that a `--where` takes, by index. */
export const selectRuns = (
  cli: Pick<Cli, 'host'>,
  chosen: ChosenSweep,
  where: string | undefined,
  status: SweepStatus,
): Result<readonly SeenRun[]> => {
  const recorded = recordedOf(chosen);
  if (!recorded.ok) return recorded;
  const runs = recorded.value
    .toSorted((a, b) => a.index - b.index)
    .map((run) => seenRun(cli, chosen.sweep, run, status));
  return filterRuns(where, runs, cli.host.clock.now());
};
