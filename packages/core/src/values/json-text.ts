import { setOwn } from './own-property.ts';
import { rawJson } from './raw-json.ts';
import { isDouble, type Value } from './value.ts';
import { isInt } from './value-kind.ts';

/**
 * A value as compact JSON that keeps its kinds: a double always has a `.` or an `e`, an int never, of any size.
 * There must be no NaN or infinity in it, which the value model does not allow inside of lists and maps.
 *
 * @example jsonText([1, new Double(1), 2n ** 64n]) // '[1,1.0,18446744073709551616]'
 */
export const jsonText = (value: Value): string => JSON.stringify(writable(value, PLAIN));

/**
 * A value as compact JSON for private files: as `jsonText`, and NaN and the infinities as `{"$double":"nan"}`, `"inf"`,
 * `"-inf"`. A map of the user that looks like that is told apart by one more `$`. `parsePrivateJson` is the inverse.
 */
export const privateJson = (value: Value): string => JSON.stringify(writable(value, PRIVATE));

/**
 * As `privateJson`, for a record of a private file that holds values anywhere, such as `{index, parameters}`. Keys whose
 * value is undefined are left out. `parsePrivate` is the inverse.
 */
export const stringifyPrivate = (record: object): string =>
  JSON.stringify(writable(record, PRIVATE));

/** A single key that could be taken for the mark of a double; each escape puts one `$` before it. */
export const DOUBLE_KEY = /^\$+double$/;

interface Dialect {
  nonFinite(input: number): unknown;
  readonly escapesDoubleKeys: boolean;
}

const PLAIN: Dialect = {
  nonFinite(input) {
    throw new Error(`Internal error: plain JSON cannot hold ${input}`);
  },
  escapesDoubleKeys: false,
};

const PRIVATE: Dialect = {
  nonFinite: (input) => ({ $double: nonFiniteName(input) }),
  escapesDoubleKeys: true,
};

const nonFiniteName = (input: number): string => {
  if (Number.isNaN(input)) return 'nan';
  return input > 0 ? 'inf' : '-inf';
};

/**
 * What `JSON.stringify` writes exactly as the value. Most records need no change and are returned themselves: that and
 * the built-in writer are several times faster than a replacer or a writer of our own.
 */
const writable = (input: unknown, dialect: Dialect): unknown => {
  switch (typeof input) {
    case 'number':
      return writableNumber(input, dialect);
    case 'bigint':
      return rawJson(String(input));
    case 'object':
      if (input === null) return null;
      if (isDouble(input)) return writableDouble(input.value, dialect);
      return Array.isArray(input)
        ? writableList(input, dialect)
        : writableMap(input as { readonly [key: string]: unknown }, dialect);
    default:
      return input;
  }
};

const writableNumber = (input: number, dialect: Dialect): unknown => {
  const isWrittenExactly = isInt(input) || (Number.isFinite(input) && !Number.isInteger(input));
  return isWrittenExactly ? input : writableDouble(input, dialect);
};

const writableDouble = (input: number, dialect: Dialect): unknown => {
  if (!Number.isFinite(input)) return dialect.nonFinite(input);
  const text = Object.is(input, -0) ? '-0' : String(input);
  return rawJson(/[.e]/.test(text) ? text : `${text}.0`);
};

const writableList = (input: readonly unknown[], dialect: Dialect): readonly unknown[] => {
  let changed: unknown[] | undefined;
  for (let index = 0; index < input.length; index++) {
    const item = writable(input[index], dialect);
    if (item === input[index]) continue;
    changed ??= input.slice();
    changed[index] = item;
  }
  return changed ?? input;
};

const writableMap = (input: { readonly [key: string]: unknown }, dialect: Dialect): object => {
  let changed: { [key: string]: unknown } | undefined;
  let size = 0;
  let lastKey = '';
  for (const key of Object.keys(input)) {
    const item = writable(input[key], dialect);
    if (item === undefined) continue;
    size++;
    lastKey = key;
    if (item === input[key]) continue;
    changed ??= { ...input };
    setOwn(changed, key, item);
  }
  const map = changed ?? input;
  const isAmbiguous = dialect.escapesDoubleKeys && size === 1 && DOUBLE_KEY.test(lastKey);
  return isAmbiguous ? { [`$${lastKey}`]: map[lastKey] } : map;
};
