import { Double } from '../values/value.ts';
import { distributionBrand } from './brands.ts';

/** How a sampled parameter is drawn: a number in [0, 1) becomes a value. */
export interface Distribution<T> {
  readonly [distributionBrand]: true;
  draw(unit: number): T;
  /** Whether every value is a double, also where it is integral. */
  readonly doubles: boolean;
}

const distribution = <T>(doubles: boolean, draw: (unit: number) => T): Distribution<T> => ({
  [distributionBrand]: true,
  doubles,
  draw,
});

const bounds = (name: string, low: number, high: number): void => {
  if (!Number.isFinite(low) || !Number.isFinite(high) || low >= high) {
    throw new RangeError(`${name}: expected a low end below a high end, got ${low} and ${high}`);
  }
};

/**
 * Doubles between `low` and `high`, all equally likely.
 * @throws RangeError unless both are finite and low < high.
 */
export const uniform = (low: number, high: number): Distribution<number> => {
  bounds('uniform', low, high);
  return distribution(true, (unit) => low + (high - low) * unit);
};

/**
 * Doubles between `low` and `high` whose logarithms are equally likely: the usual choice for learning rates.
 *
 * @example sample: { n: 20, seed: 1, of: { lr: logUniform(1e-5, 1e-1) } }
 * @throws RangeError unless both are finite and 0 < low < high.
 */
export const logUniform = (low: number, high: number): Distribution<number> => {
  bounds('logUniform', low, high);
  if (low <= 0) throw new RangeError(`logUniform: expected a low end above 0, got ${low}`);
  const ratio = Math.log(high / low);
  return distribution(true, (unit) => low * Math.exp(ratio * unit));
};

/**
 * Integers from `low` up to but without `high`, all equally likely.
 * @throws RangeError unless both are integers and low < high.
 */
export const randint = (low: number, high: number): Distribution<number> => {
  bounds('randint', low, high);
  if (!Number.isSafeInteger(low) || !Number.isSafeInteger(high)) {
    throw new RangeError(`randint: expected integers, got ${low} and ${high}`);
  }
  return distribution(false, (unit) => low + Math.floor((high - low) * unit));
};

/**
 * One of the given values, all equally likely.
 * @throws RangeError for an empty list.
 */
export const choice = <const T>(values: readonly T[]): Distribution<T> => {
  if (values.length === 0) throw new RangeError('choice: expected at least one value');
  return distribution(false, (unit) => values[Math.floor(values.length * unit)] as T);
};

/**
 * The number in [0, 1) of sample `j` for one parameter. It depends on seed, j and key alone, so that a sweep that grows
 * by a parameter or by samples keeps the points it has.
 */
export const sampleUnit = (seed: number | string, j: number, key: string): number => {
  const text = `${seed}\u0000${j}\u0000${key}`;
  // Two independent 32-bit FNV-1a hashes, each finished by an avalanche step, give the 53 bits of a double.
  let high = 0x811c9dc5;
  let low = 0x9747b28c;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    high = Math.imul(high ^ code, 0x01000193);
    low = Math.imul(low ^ (code + 0x9e37), 0x01000193);
  }
  return ((avalanche(high) >>> 6) * 2 ** 27 + (avalanche(low ^ high) >>> 5)) / 2 ** 53;
};

const avalanche = (hash: number): number => {
  let mixed = hash;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
};

/** A drawn value in the value model. */
export const drawnValue = (source: Distribution<unknown>, unit: number): unknown => {
  const value = source.draw(unit);
  return source.doubles && typeof value === 'number' && Number.isSafeInteger(value)
    ? new Double(value)
    : value;
};
