/** A number as somebody wrote it, with the digits that were thought enough. */
export interface WrittenNumber {
  readonly value: number;
  /** Half of what its last digit counts: what it was rounded from is no further away. */
  readonly half: number;
}

/**
 * Reads a decimal number with the precision it was written with; `97.3%` is 0.973. Undefined for any other text.
 *
 * @example writtenNumber('0.970') // { value: 0.97, half: 0.0005 }
 */
export const writtenNumber = (text: string): WrittenNumber | undefined => {
  const found = /^([-+]?)(?:(\d+)\.?(\d*)|\.(\d+))(?:e([-+]?\d{1,3}))?(%?)$/i.exec(text);
  if (found === null) return undefined;
  const [, sign = '', before = '', after = '', only = '', exponent = '0', percent = ''] = found;
  const decimals = after + only;
  const last = Number(exponent) - decimals.length - (percent === '' ? 0 : 2);
  return { value: Number(`${sign}${before}${decimals}e${last}`), half: Number(`5e${last - 1}`) };
};

/** Whether a number becomes the written one when it is rounded to as many digits, a tie either way. */
export const roundsTo = (number: number, { value, half }: WrittenNumber): boolean =>
  Number.isFinite(number) &&
  // Of a tie such as 0.9725 the binary number lies a little aside.
  Math.abs(number - value) <=
    half + 2 * Number.EPSILON * Math.max(Math.abs(number), Math.abs(value));
