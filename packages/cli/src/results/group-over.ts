import type { Value } from '@mrunner/core';
import { numberOf } from './number-text.ts';
import { keyText, type ResultRow } from './result-row.ts';
import { type Statistics, statisticsOf } from './statistics.ts';

/** Runs that differ in nothing but what is averaged over. */
export interface ResultGroup {
  readonly rows: readonly ResultRow[];
  /** What they have in common, by column. */
  readonly parameters: ReadonlyMap<string, Value | undefined>;
  /** Of every metric that some of them have as a number. */
  readonly statistics: ReadonlyMap<string, Statistics>;
}

/** Groups rows by all columns; each group has the place of its first row. */
export const groupBy = (
  rows: readonly ResultRow[],
  columns: readonly string[],
  metrics: readonly string[],
): readonly ResultGroup[] => {
  const groups = new Map<string, ResultRow[]>();
  for (const row of rows) {
    const key = JSON.stringify(columns.map((column) => keyText(row.lookup(column))));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return [...groups.values()].map((members) => ({
    rows: members,
    parameters: new Map(columns.map((column) => [column, members[0]?.lookup(column)])),
    statistics: new Map(metrics.flatMap((metric) => statisticsFor(members, metric))),
  }));
};

const statisticsFor = (rows: readonly ResultRow[], metric: string): [string, Statistics][] => {
  const numbers = rows.flatMap(({ values }) => numberOf(values[metric]) ?? []);
  return numbers.length === 0 ? [] : [[metric, statisticsOf(numbers)]];
};
