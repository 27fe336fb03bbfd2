import { isDouble } from '../values/value.ts';

/** The number that a value of the value model holds; undefined for everything that is no number. */
export const numberOf = (value: unknown): number | undefined => {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  return isDouble(value) ? value.value : undefined;
};

/** A number that was written without a unit, also as text: `90`, `"90"`. */
export const bareNumberOf = (value: unknown): number | undefined =>
  typeof value === 'string' && /^\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : numberOf(value);
