import { argumentText, type Value } from '@mrunner/core';
import { cellText } from '../output/cell-text.ts';
import { shortId } from '../select/short-id.ts';
import type { ResultGroup } from './group-over.ts';
import { type NumberFormat, numberFormat, numberOf } from './number-text.ts';
import { type ResultColumns, type ResultRow, titleOf } from './result-row.ts';

/** A column of results, ready for a terminal and for a spreadsheet. */
export interface TableColumn {
  readonly title: string;
  readonly kind: 'index' | 'parameter' | 'metric';
  /** Whether it tells only sweeps apart, which their ids do too: it gives way to metrics. */
  readonly isMinor?: boolean;
  /** As people read them. */
  readonly cells: readonly string[];
  /** As programs read them: all digits. */
  readonly raw: readonly RawColumn[];
}

/** A column of a spreadsheet. */
export interface RawColumn {
  readonly title: string;
  readonly cells: readonly string[];
}

/** One run a row. */
export const runColumns = (
  rows: readonly ResultRow[],
  { varying, metrics }: ResultColumns,
): readonly TableColumn[] => {
  const isMixed = rows.some(({ run }) => run.status.state !== 'succeeded');
  const states = rows.map(({ run }) => run.status.state);
  return [
    simple(
      '#',
      'index',
      rows.map(({ run }) => run.recorded.index),
      'index',
    ),
    ...(isMixed ? [simple('state', 'parameter', states)] : []),
    ...varying.map((column) =>
      varyingColumn(
        column,
        rows,
        rows.map(({ lookup }) => lookup(column)),
      ),
    ),
    ...metrics.map((metric) =>
      metricColumn(
        metric,
        rows.map(({ values }) => values[metric]),
      ),
    ),
  ];
};

/** One group of runs a row: mean and deviation. */
export const groupColumns = (
  groups: readonly ResultGroup[],
  varying: readonly string[],
  metrics: readonly string[],
): readonly TableColumn[] => [
  ...varying.map((column) =>
    varyingColumn(
      column,
      groups.flatMap(({ rows }) => rows),
      groups.map(({ parameters }) => parameters.get(column)),
    ),
  ),
  simple(
    'n',
    'index',
    groups.map(({ rows }) => rows.length),
  ),
  ...metrics.flatMap((metric) => statisticsColumn(metric, groups)),
];

const varyingColumn = (
  column: string,
  rows: readonly ResultRow[],
  values: readonly (Value | undefined)[],
): TableColumn => {
  const all = simple(titleOf(column), 'parameter', values);
  if (column === 'sweep') return { ...all, cells: shortIds(values.map(cellOfId)) };
  const variesWithin = rows.some(({ run }) =>
    run.sweep.record.varying.some((name) => `p.${name}` === column),
  );
  return { ...all, isMinor: column.startsWith('p.') && !variesWithin };
};

const cellOfId = (value: Value | undefined): string => (value === undefined ? '' : String(value));

/** The words of the ids, unless two sweeps share them. */
const shortIds = (ids: readonly string[]): readonly string[] =>
  new Set(ids.map(shortId)).size === new Set(ids).size ? ids.map(shortId) : ids;

const simple = (
  title: string,
  kind: TableColumn['kind'],
  values: readonly (Value | undefined)[],
  rawTitle = title,
): TableColumn => ({
  title,
  kind,
  cells: values.map(cellText),
  raw: [{ title: rawTitle, cells: values.map(rawText) }],
});

const metricColumn = (title: string, values: readonly unknown[]): TableColumn => {
  const format = numberFormat(values.flatMap((value) => numberOf(value) ?? []));
  return {
    title,
    kind: 'metric',
    cells: values.map((value) => metricText(value, format)),
    raw: [{ title, cells: values.map((value) => rawText(value as Value | undefined)) }],
  };
};

const metricText = (value: unknown, format: NumberFormat): string => {
  const number = numberOf(value);
  return number === undefined ? cellText(value as Value | undefined) : format(number);
};

/** Nothing for a metric that is a number in no group. */
const statisticsColumn = (
  metric: string,
  groups: readonly ResultGroup[],
): readonly TableColumn[] => {
  const all = groups.map(({ statistics }) => statistics.get(metric));
  const present = all.flatMap((each) => each ?? []);
  if (present.length === 0) return [];
  const format = numberFormat(present.flatMap(({ mean, deviation }) => [mean, deviation ?? mean]));
  const cells = all.map((each, i) => {
    if (each === undefined) return '';
    const partial = each.n === groups[i]?.rows.length ? '' : ` (n=${each.n})`;
    return each.deviation === undefined
      ? `${format(each.mean)}${partial}`
      : `${format(each.mean)} ± ${format(each.deviation)}${partial}`;
  });
  return [
    {
      title: metric,
      kind: 'metric',
      cells,
      raw: [
        { title: `${metric}_mean`, cells: all.map((each) => rawText(each?.mean)) },
        { title: `${metric}_sd`, cells: all.map((each) => rawText(each?.deviation)) },
        { title: `${metric}_n`, cells: all.map((each) => String(each?.n ?? 0)) },
      ],
    },
  ];
};

const rawText = (value: Value | undefined): string =>
  value === undefined ? '' : argumentText(value);
