import { stringifyPrivate, type Value } from '@mrunner/core';
import type { SeenRun } from '../select/seen-run.ts';
import type { Lookup } from '../where/holds.ts';

/** A run as the results show it. */
export interface ResultRow {
  readonly run: SeenRun;
  /** What tables and `--sort` find by name. */
  readonly lookup: Lookup;
  readonly values: { readonly [name: string]: unknown };
  /** The names among `values` that it gave as its result; the others are metrics. */
  readonly returned: readonly string[];
}

/** What a table of results has columns for. */
export interface ResultColumns {
  /** What tells the runs apart, as `lookup` finds it: `sweep` and `name` where there are several, then `p.lr`. */
  readonly varying: readonly string[];
  /** Names of results, then those of metrics, in the order of their first appearance. */
  readonly metrics: readonly string[];
}

/** The columns for some rows. */
export const columnsOf = (rows: readonly ResultRow[]): ResultColumns => {
  const sweeps = new Map(rows.map(({ run }) => [run.sweep.home, run.sweep.record]));
  const [only] = sweeps.values();
  const names = new Set(rows.map(({ run }) => run.recorded.experiment.name));
  const parameters = sweeps.size === 1 ? (only?.varying ?? []) : differing(rows);
  return {
    varying: [
      ...(sweeps.size > 1 ? ['sweep'] : []),
      ...(names.size > 1 ? ['name'] : []),
      ...parameters.map((name) => `p.${name}`),
    ],
    metrics: [
      ...new Set([
        ...rows.flatMap(({ returned }) => returned),
        ...rows.flatMap(({ values }) => Object.keys(values)),
      ]),
    ],
  };
};

/** How a column is headed: `lr` for `p.lr`. */
export const titleOf = (column: string): string => column.replace(/^[pr]\./, '');

/** Across sweeps a parameter may differ although it varies in none of them. */
const differing = (rows: readonly ResultRow[]): readonly string[] => {
  const seen = new Map<string, Set<string>>();
  for (const { run } of rows) {
    for (const [name, value] of Object.entries(run.recorded.experiment.parameters)) {
      const texts = seen.get(name) ?? new Set();
      texts.add(keyText(value));
      seen.set(name, texts);
    }
  }
  const missing = (name: string): boolean =>
    rows.some(({ run }) => !Object.hasOwn(run.recorded.experiment.parameters, name));
  return [...seen].filter(([name, texts]) => texts.size > 1 || missing(name)).map(([name]) => name);
};

/** A text that two values share when they are the same; `1` and `1.0` are not. */
export const keyText = (value: Value | undefined): string =>
  value === undefined ? '' : stringifyPrivate({ value });
