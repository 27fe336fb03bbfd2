import { argumentText, Double, type Value } from '@mrunner/core';

/** What `--sort` asks for: `-accuracy` is accuracy, the largest first. */
export interface SortKey {
  readonly name: string;
  readonly largestFirst: boolean;
}

/** Reads the text of `--sort`. */
export const parseSortKey = (text: string): SortKey =>
  text.startsWith('-')
    ? { name: text.slice(1), largestFirst: true }
    : { name: text.replace(/^\+/, ''), largestFirst: false };

/**
 * Things in the order of a key: numbers before texts, and NaN and what has no such value last, either way round. Equal
 * ones keep their order.
 */
export const sortBy = <T>(
  things: readonly T[],
  { largestFirst }: SortKey,
  valueIn: (thing: T) => Value | undefined,
): readonly T[] => {
  const direction = largestFirst ? -1 : 1;
  const keyed = things.map((thing) => ({ thing, value: plain(valueIn(thing)) }));
  return keyed
    .toSorted((a, b) => rank(a.value) - rank(b.value) || direction * compare(a.value, b.value))
    .map(({ thing }) => thing);
};

type Plain = number | bigint | string | undefined;

const plain = (value: Value | undefined): Plain => {
  if (value === undefined || value === null) return undefined;
  if (value instanceof Double) return value.value;
  return typeof value === 'number' || typeof value === 'bigint' ? value : argumentText(value);
};

const rank = (value: Plain): number => {
  if (value === undefined || (typeof value === 'number' && Number.isNaN(value))) return 2;
  return typeof value === 'string' ? 1 : 0;
};

const compare = (a: Plain, b: Plain): number => {
  if (a === undefined || b === undefined || a === b) return 0;
  return a < b ? -1 : a > b ? 1 : 0;
};

/**
 * The direction in which a metric gets better, by its name: errors and costs fall, everything else rises.
 *
 * @example isBetterWhenSmall('val_loss') // true
 */
export const isBetterWhenSmall = (metric: string): boolean =>
  /(^|[._\-/ ])(\w*loss|\w*err(or)?|mse|mae|rmse|nll|perplexity|ppl|cost|regret|fid|wer|cer|latency|duration|seconds|time)$/i.test(
    metric,
  );
