import { didYouMean, type Problem, type Value } from '@mrunner/core';
import type { ResultGroup } from './group-over.ts';
import { numberOf } from './number-text.ts';
import { type ResultColumns, type ResultRow, titleOf } from './result-row.ts';
import { isBetterWhenSmall, type SortKey } from './sort-by.ts';

/**
 * The metric that tells which runs are best when nobody says: the first number that runs return, else the first that
 * they log. The direction is guessed from its name.
 */
export const mainMetric = (
  rows: readonly ResultRow[],
  { metrics }: ResultColumns,
  preferred: string | undefined,
): SortKey | undefined => {
  const isNumeric = (name: string): boolean =>
    rows.some(({ values }) => numberOf(values[name]) !== undefined);
  const returned = new Set(rows.flatMap((row) => row.returned));
  const name = [preferred, ...metrics.filter((each) => returned.has(each)), ...metrics].find(
    (each) => each !== undefined && isNumeric(each),
  );
  return name === undefined ? undefined : { name, largestFirst: !isBetterWhenSmall(name) };
};

/** What a group is sorted by: the mean of a metric, `n`, or what its runs have in common. */
export const groupValue = (group: ResultGroup, name: string): Value | undefined => {
  const metric = name.replace(/^r\./, '');
  const found = group.statistics.get(metric);
  if (found !== undefined && !name.startsWith('p.')) return found.mean;
  if (name === 'n') return group.rows.length;
  return group.parameters.get(name) ?? group.parameters.get(`p.${name}`);
};

/** A key that nothing has, with the nearest one that exists. */
export const unknownKey = (
  flag: string,
  name: string,
  { varying, metrics }: ResultColumns,
): Problem => unknownName(flag, name, [...varying.map(titleOf), ...metrics]);

/** Why there is no curve of a metric to draw; undefined when there is one. */
export const noCurve = (
  flag: string,
  name: string,
  rows: readonly ResultRow[],
  columns: ResultColumns,
): Problem | undefined => {
  const curves = curveNames(rows, columns);
  if (curves.includes(name)) return undefined;
  if (!columns.metrics.includes(name)) return unknownName(flag, name, curves);
  const isLogged = rows.some(({ run }) => run.output().logged.includes(name));
  return {
    kind: 'conflict',
    path: flag,
    message: `${name} was ${isLogged ? 'never a finite number' : 'returned, not logged'}: there is no curve`,
    details: [
      curves.length === 0 ? 'nothing here has one' : `there are curves of: ${curves.join(', ')}`,
    ],
  };
};

/** The metrics that some run logged as a finite number, in the order of the columns. */
export const curveNames = (
  rows: readonly ResultRow[],
  { metrics }: ResultColumns,
): readonly string[] => {
  const curves = new Set(rows.flatMap(({ run }) => run.output().curves));
  return metrics.filter((name) => curves.has(name));
};

/** A name of `--over` that is no parameter. */
export const noParameter = (name: string, { varying, metrics }: ResultColumns): Problem => {
  const known = varying.map(titleOf);
  if (!metrics.includes(name.replace(/^r\./, ''))) return unknownName('--over', name, known);
  const there = known.length === 0 ? 'none varies here' : known.join(', ');
  return {
    kind: 'conflict',
    path: '--over',
    message: `${name} is a result; --over takes parameters: ${there}`,
  };
};

const unknownName = (flag: string, name: string, known: readonly string[]): Problem => {
  const suggestion = didYouMean(name, known);
  return {
    kind: 'unknown-key',
    path: flag,
    message: `nothing here is called ${name}`,
    ...(suggestion !== undefined && { suggestion }),
    details: [known.length === 0 ? 'there is none' : `there are: ${known.join(', ')}`],
  };
};
