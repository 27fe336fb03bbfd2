/** The middle one of some measurements: what a noisy machine distorts least. */
export const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

/** Median and spread as text: `1,040 (980 … 1,102)`. */
export const spreadText = (numbers: readonly number[]): string =>
  `${numberText(median(numbers))} (${numberText(Math.min(...numbers))} … ${numberText(Math.max(...numbers))})`;

/** A number as people read it: three digits of a small one, all of a large one. */
export const numberText = (number: number): string =>
  Math.abs(number) < 100
    ? String(Number(number.toPrecision(3)))
    : Math.round(number).toLocaleString('en');

/** The median of the ratios of measurements that were taken in turns. */
export const medianRatio = (of: readonly number[], to: readonly number[]): number =>
  median(of.map((number, turn) => number / (to[turn] ?? number)));
