import { DOUBLE_KEY } from './json-text.ts';
import { setOwn } from './own-property.ts';
import type { Value } from './value.ts';
import { toDouble, toInt } from './value-kind.ts';

/**
 * Reads JSON into the value model: a number written with `.` or `e` is a double, any other an int of any size. The last
 * of repeated keys wins. Throws a SyntaxError when the text is not JSON.
 *
 * @example parseJsonText('[1, 1.0, 18446744073709551616]') // [1, new Double(1), 2n ** 64n]
 */
export const parseJsonText = (text: string): Value => {
  const plain = JSON.parse(text);
  return needsCare(text) ? readExactly(text, false) : plain;
};

/** Reads what `privateJson` wrote: as `parseJsonText`, and `{"$double":"nan"}` is a NaN. */
export const parsePrivateJson = (text: string): Value => {
  const plain = JSON.parse(text);
  return needsCare(text) || text.includes('$double"') ? readExactly(text, true) : plain;
};

/**
 * Reads what `stringifyPrivate` wrote. The caller knows, or checks, what kind of record it is. Throws a SyntaxError when
 * the text is not JSON, as a line that was torn by a crash is not.
 */
export const parsePrivate = (text: string): unknown => parsePrivateJson(text);

/**
 * Whether `JSON.parse` alone may read the text as something else. That is rare, and may be said of harmless text too: then
 * reading is only slower. Escapes are among it, since V8 reads some keys that have one wrongly
 * (https://github.com/nodejs/node/issues/63785).
 */
const needsCare = (text: string): boolean => text.includes('\\') || CAREFUL_NUMBER.test(text);

/**
 * A number that would be rounded or taken for an int: with an exponent, with nothing but zeros behind the point, `-0`;
 * with a fraction that may round to none, as in `0.99999999999999999`; with ten digits or more before the point.
 */
const CAREFUL_NUMBER =
  /(?:\.0+|[0-9][eE][-+]?[0-9]+|-0)\s*(?:[,\]}]|$)|\.(?:0{7}|9{7})|(?<![.0-9])[0-9]{10}/;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const SPACE = 0x20;
const NUMBER = /-?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/y;

/**
 * Reads text that `JSON.parse` has accepted, so that it need not be checked again. A reviver, which sees the source text
 * of numbers too, takes three times as long.
 */
const readExactly = (text: string, isPrivate: boolean): Value => {
  let position = 0;

  const readValue = (): Value => {
    skipSpace();
    switch (text.charCodeAt(position)) {
      case QUOTE:
        return readString();
      case OPEN_BRACE:
        return readMap();
      case OPEN_BRACKET:
        return readList();
      case 0x74: // true
        position += 4;
        return true;
      case 0x66: // false
        position += 5;
        return false;
      case 0x6e: // null
        position += 4;
        return null;
      default:
        return readNumber();
    }
  };

  const skipSpace = (): void => {
    while (text.charCodeAt(position) <= SPACE) position++;
  };

  /** Steps over a comma, or over the end of the list or map. Whether an item follows. */
  const hasNext = (): boolean => {
    skipSpace();
    return text.charCodeAt(position++) === COMMA;
  };

  /** Steps into a list or map, and out again when it is empty. */
  const isEmpty = (closing: number): boolean => {
    position++;
    skipSpace();
    if (text.charCodeAt(position) !== closing) return false;
    position++;
    return true;
  };

  const readList = (): Value => {
    const list: Value[] = [];
    if (isEmpty(CLOSE_BRACKET)) return list;
    do list.push(readValue());
    while (hasNext());
    return list;
  };

  const readMap = (): Value => {
    const map: { [key: string]: Value } = {};
    if (isEmpty(CLOSE_BRACE)) return map;
    let size = 0;
    let key = '';
    do {
      skipSpace();
      key = readString();
      skipSpace();
      position++; // the colon
      setOwn(map, key, readValue());
      size++;
    } while (hasNext());
    return isPrivate && size === 1 && DOUBLE_KEY.test(key) ? unescapeDouble(key, map) : map;
  };

  const readString = (): string => {
    const start = position;
    let end = text.indexOf('"', start + 1);
    const isPlain = !text.slice(start, end).includes('\\');
    if (!isPlain) end = endOfString(text, start);
    position = end + 1;
    return isPlain ? text.slice(start + 1, end) : JSON.parse(text.slice(start, position));
  };

  const readNumber = (): Value => {
    NUMBER.lastIndex = position;
    const digits = NUMBER.exec(text)?.[0] ?? '';
    position += digits.length;
    if (/[.eE]/.test(digits)) return toDouble(Number(digits));
    return digits.length < 16 ? Number(digits) + 0 : toInt(BigInt(digits));
  };

  return readValue();
};

const endOfString = (text: string, start: number): number => {
  let end = start + 1;
  while (text.charCodeAt(end) !== QUOTE) end += text.charCodeAt(end) === BACKSLASH ? 2 : 1;
  return end;
};

const unescapeDouble = (key: string, map: { readonly [key: string]: Value }): Value => {
  const value = map[key] as Value;
  if (key !== '$double') return { [key.slice(1)]: value };
  switch (value) {
    case 'nan':
      return Number.NaN;
    case 'inf':
      return Number.POSITIVE_INFINITY;
    case '-inf':
      return Number.NEGATIVE_INFINITY;
    default:
      return map;
  }
};
