import { Double } from '../values/value.ts';
import { axisBrand } from './brands.ts';

/** A list that is computed when asked for: a million values cost nothing until they are used. */
export interface Axis<T> {
  readonly [axisBrand]: true;
  readonly length: number;
  /** Whether every value is a double, also where it is integral. */
  readonly doubles: boolean;
  at(index: number): T;
  [Symbol.iterator](): Iterator<T>;
}

const axis = (length: number, doubles: boolean, at: (index: number) => number): Axis<number> => ({
  [axisBrand]: true,
  length,
  doubles,
  at,
  *[Symbol.iterator]() {
    for (let index = 0; index < length; index++) yield at(index);
  },
});

const finite = (name: string, ...numbers: number[]): void => {
  for (const number of numbers) {
    if (!Number.isFinite(number))
      throw new RangeError(`${name}: expected finite numbers, got ${number}`);
  }
};

const count = (name: string, n: number): void => {
  if (!Number.isSafeInteger(n) || n < 1) {
    throw new RangeError(`${name}: expected a count of 1 or more values, got ${n}`);
  }
};

/**
 * Evenly spaced numbers from `start` up to but without `stop`, as in Python.
 * Integers when all three arguments are, else doubles.
 *
 * @example range(3)          // 0, 1, 2
 * @example range(10, 0, -5)  // 10, 5
 * @throws RangeError for a step of 0 or a number that is not finite.
 */
export function range(stop: number): Axis<number>;
export function range(start: number, stop: number, step?: number): Axis<number>;
export function range(first: number, second?: number, step = 1): Axis<number> {
  const start = second === undefined ? 0 : first;
  const stop = second ?? first;
  finite('range', start, stop, step);
  if (step === 0) throw new RangeError('range: expected a step other than 0');
  const doubles = ![start, stop, step].every(Number.isSafeInteger);
  // A hair of tolerance, so that range(0, 1, 0.1) has ten values and not eleven.
  const steps = (stop - start) / step;
  const length = Math.max(0, Math.ceil(doubles ? steps - 1e-9 * Math.abs(steps) : steps));
  return axis(length, doubles, (index) => start + index * step);
}

/**
 * `n` evenly spaced doubles from `start` to `stop`, both included.
 *
 * @example linspace(0, 1, 5)  // 0, 0.25, 0.5, 0.75, 1
 * @throws RangeError when `n` is below 1 or an end is not finite.
 */
export const linspace = (start: number, stop: number, n: number): Axis<number> => {
  finite('linspace', start, stop);
  count('linspace', n);
  return axis(n, true, (index) =>
    index === n - 1 && n > 1 ? stop : start + ((stop - start) * index) / Math.max(1, n - 1),
  );
};

/**
 * `n` doubles from `start` to `stop`, both included, each the same factor above the one before.
 *
 * @example logspace(1e-4, 1e-1, 4)  // 0.0001, 0.001, 0.01, 0.1
 * @throws RangeError when `n` is below 1 or an end is not above 0.
 */
export const logspace = (start: number, stop: number, n: number): Axis<number> => {
  finite('logspace', start, stop);
  count('logspace', n);
  if (start <= 0 || stop <= 0) {
    throw new RangeError(`logspace: expected ends above 0, got ${start} and ${stop}`);
  }
  const ratio = Math.log10(stop / start);
  return axis(n, true, (index) => {
    if (index === 0) return start;
    if (index === n - 1) return stop;
    // Rounded to 15 digits: 0.001 and not 0.0010000000000000002.
    return Number((start * 10 ** ((ratio * index) / (n - 1))).toPrecision(15));
  });
};

/** An axis' value in the value model: an axis of doubles gives `1.0`, never the integer 1. */
export const axisValue = (source: Axis<unknown>, index: number): unknown => {
  const value = source.at(index);
  return source.doubles && typeof value === 'number' && Number.isSafeInteger(value)
    ? new Double(value)
    : value;
};
