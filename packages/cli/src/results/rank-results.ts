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

/** A metric that no run logged, with the nearest one that some did. */
export const unknownMetric = (flag: string, name: string, { metrics }: ResultColumns): Problem =>
  unknownName(flag, name, metrics);

const unknownName = (flag: string, name: string, known: readonly string[]): Problem => {
  const suggestion = didYouMean(name, known);
  return {
    kind: 'unknown-key',
    path: flag,
    message: `nothing here is called ${name}`,
    ...(suggestion !== undefined && { suggestion }),
    details: [known.length === 0 ? 'nothing was logged' : `there are: ${known.join(', ')}`],
  };
};
