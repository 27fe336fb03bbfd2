import { setOwn } from './own-property.ts';
import { Double, isDouble, type Value, type ValueKind } from './value.ts';

/** The kind of a value; `json` for null, lists and maps. */
export const kindOf = (value: Value): ValueKind => {
  switch (typeof value) {
    case 'boolean':
      return 'boolean';
    case 'string':
      return 'string';
    case 'bigint':
      return 'int';
    case 'number':
      return isInt(value) ? 'int' : 'double';
    default:
      return isDouble(value) ? 'double' : 'json';
  }
};

/** Whether a JavaScript number is an `int` of the value model: a safe integer, and not `-0`. */
export const isInt = (input: number): boolean =>
  Number.isSafeInteger(input) && !Object.is(input, -0);

/** A number as a `double`: wrapped when it would be an `int` otherwise. `toDouble(1)` is `1.0`. */
export const toDouble = (input: number): number | Double =>
  isInt(input) ? new Double(input) : input;

/** The int as the value model holds it: a number while that is exact, a `bigint` beyond 2^53. */
export const toInt = (input: bigint): number | bigint => {
  const number = Number(input);
  return Number.isSafeInteger(number) ? number : input;
};

/** Whether a value is a list; unlike `Array.isArray` it narrows read-only lists. */
export const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

/** Whether a value is a map: neither a scalar nor a list. */
export const isMap = (value: Value): value is { readonly [key: string]: Value } =>
  typeof value === 'object' && value !== null && !isList(value) && !isDouble(value);

/**
 * The value as user functions and schemas get it: every `Double` as a plain number; a `bigint` stays. Lists and maps are
 * copies, so that a function may change what it is given.
 */
export const plainOf = (value: Value): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  if (isDouble(value)) return value.value;
  if (isList(value)) return value.map(plainOf);
  const plain: { [key: string]: unknown } = {};
  for (const key of Object.keys(value)) setOwn(plain, key, plainOf(value[key] as Value));
  return plain;
};

/**
 * Whether two values are the same in the value model: `1` and `1.0` differ, `0.0` and `-0.0` differ, NaN is NaN, and the
 * order of keys does not matter.
 */
export const sameValue = (a: Value, b: Value): boolean => {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (isDouble(a) || isDouble(b)) {
    return isDouble(a) && isDouble(b) && Object.is(a.value, b.value);
  }
  if (isList(a) || isList(b)) {
    if (!isList(a) || !isList(b) || a.length !== b.length) return false;
    return a.every((item, index) => sameValue(item, b[index] as Value));
  }
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && sameValue(a[key] as Value, b[key] as Value))
  );
};
