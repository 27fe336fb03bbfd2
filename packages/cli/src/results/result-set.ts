import type { Problem, Result } from '@mrunner/core';
import type { Sweep, SweepStatus } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import type { ChosenSweep } from '../select/choose-sweep.ts';
import type { SeenRun } from '../select/seen-run.ts';
import { selectRuns } from '../select/select-runs.ts';
import { runLookup } from '../where/run-fields.ts';
import { columnsOf, type ResultColumns, type ResultRow } from './result-row.ts';

/** Everything that results are shown of. */
export interface ResultSet {
  readonly sweeps: readonly { readonly sweep: Sweep; readonly status: SweepStatus }[];
  /** The runs that left something. */
  readonly rows: readonly ResultRow[];
  /** The runs that did not. */
  readonly without: readonly SeenRun[];
  readonly columns: ResultColumns;
}

/** Reads the results of sweeps, of the runs that were named and that a `--where` takes. */
export const readResultSet = (
  cli: Pick<Cli, 'host'>,
  chosen: readonly ChosenSweep[],
  where: string | undefined,
): Result<ResultSet> => {
  const problems: Problem[] = [];
  const rows: ResultRow[] = [];
  const without: SeenRun[] = [];
  const sweeps = chosen.map(({ sweep }) => ({ sweep, status: sweep.status() }));
  for (const [i, each] of chosen.entries()) {
    const status = sweeps[i]?.status ?? each.sweep.status();
    const runs = selectRuns(cli, each, where, status);
    if (!runs.ok) problems.push(...runs.problems);
    else
      for (const run of runs.value) {
        const row = rowOf(cli, run);
        if (Object.keys(row.values).length === 0) without.push(run);
        else rows.push(row);
      }
  }
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, value: { sweeps, rows, without, columns: columnsOf(rows) } };
};

const rowOf = ({ host }: Pick<Cli, 'host'>, run: SeenRun): ResultRow => ({
  run,
  lookup: runLookup(run, host.clock.now()),
  values: run.results(),
  returned: run.output().returned,
});

/** How many runs are in which state: `3 planned, 1 failed`. */
export const statesText = (runs: readonly SeenRun[]): string => {
  const counts = new Map<string, number>();
  for (const { status } of runs) counts.set(status.state, (counts.get(status.state) ?? 0) + 1);
  return [...counts].map(([state, count]) => `${count} ${state}`).join(', ');
};
