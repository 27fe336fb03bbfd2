/** How the numbers of one column are written, so that they can be compared at a glance. */
export type NumberFormat = (number: number) => string;

const significant = 4;

/**
 * A format for numbers that stand below each other: whole numbers as they are, others with as many decimals as the
 * largest of them deserves. Numbers that would vanish, or are huge, are written with an exponent.
 *
 * @example numberFormat([0.98612, 0.0712])(0.0712) // '0.071'
 */
export const numberFormat = (numbers: readonly number[]): NumberFormat => {
  const finite = numbers.filter(Number.isFinite);
  const largest = Math.max(0, ...finite.map(Math.abs));
  const whole = finite.every(Number.isInteger);
  const decimals = whole || largest === 0 ? 0 : decimalsFor(largest);
  return (number) => {
    if (!Number.isFinite(number)) return specialText(number);
    if (Math.abs(number) >= 1e10) return exponentText(number, 2);
    if (whole) return String(number);
    const fixed = number.toFixed(decimals);
    return number !== 0 && Number(fixed) === 0 ? exponentText(number, 1) : fixed;
  };
};

/**
 * A number that stands alone, with no more digits than a glance takes in.
 *
 * @example numberText(0.94123) // '0.9412'
 */
export const numberText = (number: number): string =>
  numberFormat([number])(number)
    .replace(/(\.\d*?)0+(?=e|$)/, '$1')
    .replace(/\.(?=e|$)/, '');

/** At most six: below that the exponent takes over. */
const decimalsFor = (largest: number): number => {
  const digitsBefore = Math.floor(Math.log10(largest)) + 1;
  return Math.min(
    6,
    Math.max(0, significant - Math.max(1, digitsBefore) - Math.min(0, digitsBefore)),
  );
};

const exponentText = (number: number, digits: number): string =>
  number.toExponential(digits).replace('e+', 'e');

const specialText = (number: number): string => {
  if (Number.isNaN(number)) return 'NaN';
  return number > 0 ? 'inf' : '-inf';
};

/** A number, also when it is the word that JSON needs for one that is not finite; undefined for anything else. */
export const numberOf = (value: unknown): number | undefined => {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'string' ? special[value] : undefined;
};

const special: { readonly [text: string]: number } = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};
