import type { Result } from '@mrunner/core';
import type { SeenRun } from '../select/seen-run.ts';
import { filterBy } from './filter-by.ts';
import { runFields, runLookup } from './run-fields.ts';

/** The runs that a `--where` takes, all without one. A name that no run knows is a problem. */
export const filterRuns = (
  where: string | undefined,
  runs: readonly SeenRun[],
  now: number,
): Result<readonly SeenRun[]> =>
  filterBy(
    where,
    runs,
    (run) => runLookup(run, now),
    () => [...Object.keys(runFields), ...namesOf(runs)],
  );

const namesOf = (runs: readonly SeenRun[]): readonly string[] => {
  const names = new Set<string>();
  for (const run of runs) {
    for (const name of Object.keys(run.recorded.experiment.parameters)) names.add(name);
    for (const name of Object.keys(run.results())) names.add(name);
  }
  return [...names];
};
