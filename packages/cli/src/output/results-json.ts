import { publicValue, type Value } from '@mrunner/core';
import type { ResultGroup } from '../results/group-over.ts';
import { type ResultRow, titleOf } from '../results/result-row.ts';
import type { ResultSet } from '../results/result-set.ts';

/** `mrun results --json`: one entry a run. */
export const runsJson = ({ sweeps, columns }: ResultSet, rows: readonly ResultRow[]): object => ({
  sweeps: sweeps.map(({ sweep }) => sweep.record.id),
  metrics: columns.metrics,
  runs: rows.map(({ run, values }) => ({
    sweep: run.sweep.record.id,
    index: run.recorded.index,
    id: `${run.sweep.record.id}/${run.recorded.index}`,
    name: run.recorded.experiment.name,
    state: run.status.state,
    dir: run.directory,
    parameters: publicValue(run.recorded.experiment.parameters),
    results: publicValue(values as { readonly [name: string]: Value }),
  })),
});

/** `mrun results --over KEY --json`: one entry a group. */
export const groupsJson = (
  { sweeps, columns }: ResultSet,
  over: readonly string[],
  groups: readonly ResultGroup[],
): object => ({
  sweeps: sweeps.map(({ sweep }) => sweep.record.id),
  metrics: columns.metrics,
  over,
  groups: groups.map(({ rows, parameters, statistics }) => ({
    parameters: Object.fromEntries(
      [...parameters].map(([column, value]) => [titleOf(column), publicValue(value ?? null)]),
    ),
    n: rows.length,
    runs: rows.map(({ run }) => `${run.sweep.record.id}/${run.recorded.index}`),
    metrics: Object.fromEntries(
      [...statistics].map(([name, { n, mean, deviation, min, max }]) => [
        name,
        { n, ...publicNumbers({ mean, sd: deviation ?? null, min, max }) },
      ]),
    ),
  })),
});

const publicNumbers = (numbers: { readonly [name: string]: number | null }): object =>
  publicValue(numbers) as object;
