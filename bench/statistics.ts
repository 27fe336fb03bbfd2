/** The middle one of some measurements: what a noisy machine distorts least. */
export const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

/** Median and spread as text: `1,040 (980 … 1,102)`. */
export const spreadText = (numbers: readonly number[]): string => {
  const round = (number: number): string => Math.round(number).toLocaleString('en');
  return `${round(median(numbers))} (${round(Math.min(...numbers))} … ${round(Math.max(...numbers))})`;
};
