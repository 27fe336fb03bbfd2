import { fail, ok, type Result } from '@mrunner/core';
import { groupBy, type ResultGroup } from './group-over.ts';
import { groupValue, mainMetric, noParameter, unknownKey } from './rank-results.ts';
import type { ResultColumns, ResultRow } from './result-row.ts';
import type { ResultSet } from './result-set.ts';
import { parseSortKey, type SortKey, sortBy } from './sort-by.ts';

/** What the command line wants of results. */
export interface Wishes {
  readonly sort: string | undefined;
  readonly best: number | undefined;
  readonly over: readonly string[];
  readonly plot: string | undefined;
}

/** Results in the order in which they are shown. */
export interface Arranged<T> {
  readonly shown: readonly T[];
  /** The columns that tell them apart. */
  readonly varying: readonly string[];
  /** The metric whose curves are shown; undefined when there is no number at all. */
  readonly metric: string | undefined;
  /** The order, when it was guessed. */
  readonly guessed?: SortKey;
  /** The same, the ones first whose curves are shown: in the order asked for, else the best. */
  readonly best: readonly T[];
}

/** The runs to show. They keep their order unless a wish needs the best ones. */
export const arrangeRuns = (
  { rows, columns }: ResultSet,
  wishes: Wishes,
): Result<Arranged<ResultRow>> => {
  const main = mainMetric(rows, columns, wishes.plot);
  const guessed = wishes.best === undefined && wishes.plot === undefined ? undefined : main;
  const key = wishes.sort === undefined ? guessed : parseSortKey(wishes.sort);
  if (key !== undefined && rows.every(({ lookup }) => lookup(key.name) === undefined)) {
    return fail(unknownKey('--sort', key.name, columns));
  }
  const sorted = key === undefined ? rows : sortBy(rows, key, ({ lookup }) => lookup(key.name));
  const byMain =
    main === undefined ? sorted : sortBy(sorted, main, ({ lookup }) => lookup(main.name));
  return ok({
    shown: sorted.slice(0, wishes.best),
    best: (key === undefined ? byMain : sorted).slice(0, wishes.best),
    varying: columns.varying,
    metric: metricOf(wishes, columns, main),
    ...(wishes.sort === undefined && guessed !== undefined && { guessed }),
  });
};

/** The groups to show, of succeeded runs alone: the others have not got to their end. The best come first. */
export const arrangeGroups = (
  { rows, columns }: ResultSet,
  wishes: Wishes,
): Result<Arranged<ResultGroup>> => {
  const over = wishes.over.flatMap((text) => text.split(',')).map((name) => name.trim());
  const unknown = over.filter((name) =>
    rows.every(({ lookup }) => columnFor(name, lookup) === undefined),
  );
  if (unknown.length > 0) return fail(...unknown.map((name) => noParameter(name, columns)));
  const averaged = new Set(over.map((name) => columnName(name)));
  const varying = columns.varying.filter((column) => !averaged.has(column));
  const done = rows.filter(({ run }) => run.status.state === 'succeeded');
  const groups = groupBy(done, varying, columns.metrics);
  const main = mainMetric(done, columns, wishes.plot);
  const key = wishes.sort === undefined ? main : parseSortKey(wishes.sort);
  if (
    key !== undefined &&
    groups.length > 0 &&
    groups.every((group) => groupValue(group, key.name) === undefined)
  ) {
    return fail(unknownKey('--sort', key.name, { ...columns, varying }));
  }
  const sorted =
    key === undefined ? groups : sortBy(groups, key, (group) => groupValue(group, key.name));
  const shown = sorted.slice(0, wishes.best);
  return ok({
    shown,
    best: shown,
    varying,
    metric: metricOf(wishes, columns, main),
    ...(wishes.sort === undefined && main !== undefined && { guessed: main }),
  });
};

const fields = new Set(['sweep', 'name']);

/** The column that a name of `--over` means. */
const columnName = (name: string): string =>
  fields.has(name) || name.startsWith('p.') ? name : `p.${name}`;

const columnFor = (name: string, lookup: ResultRow['lookup']): unknown => lookup(columnName(name));

/** Curves are of what is asked for, else of what is sorted by, else of the main metric. */
const metricOf = (
  { plot, sort }: Wishes,
  { metrics }: ResultColumns,
  main: SortKey | undefined,
): string | undefined => {
  const sorted = sort === undefined ? undefined : parseSortKey(sort).name.replace(/^r\./, '');
  return plot ?? (sorted !== undefined && metrics.includes(sorted) ? sorted : main?.name);
};
