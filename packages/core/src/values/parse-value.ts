import { toValue } from './from-unknown.ts';
import { parseJsonText } from './parse-json.ts';
import type { Value, ValueKind } from './value.ts';
import { kindOf, toDouble, toInt } from './value-kind.ts';

const INT = /^[-+]?[0-9]+$/;
const DOUBLE = /^[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/;
const NON_FINITE = /^([-+]?)\.?(?:(nan)|inf(?:inity)?)$/i;

/**
 * Reads a word of a command line, such as the text of `--set key=text`, when the kind is known. Undefined when the text
 * is no such value. Doubles include `1`, `1e-3`, `nan` and `-inf`; booleans are `true false yes no` in any case.
 *
 * @example parseTyped('1', 'double') // new Double(1)
 * @example parseTyped('1.5', 'int')  // undefined
 */
export const parseTyped = (text: string, kind: ValueKind): Value | undefined => {
  switch (kind) {
    case 'string':
      return text;
    case 'boolean':
      return BOOLEANS.get(text.toLowerCase());
    case 'int':
      return INT.test(text) ? parseWhole(text) : undefined;
    case 'double':
      return parseDouble(text);
    case 'json':
      return parseStructured(text);
  }
};

/**
 * Reads a word of a command line when no kind is known: JSON is what it says, everything else is a string.
 *
 * @example guessValue('1e-3')  // 0.001
 * @example guessValue('0777')  // '0777', which JSON does not know as a number
 */
export const guessValue = (text: string): Value => {
  if (!LIKE_JSON.test(text)) return text;
  const value = tryJson(text);
  return value === undefined || !toValue(value, '').ok ? text : value;
};

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['yes', true],
  ['false', false],
  ['no', false],
]);

/** Everything of JSON but strings: a word in quotes keeps them. */
const LIKE_JSON = /^(?:true$|false$|null$|-?[0-9]|\[|\{)/;

const parseWhole = (text: string): Value => toInt(BigInt(text.replace(/^\+/, '')));

const parseDouble = (text: string): Value | undefined => {
  const nonFinite = NON_FINITE.exec(text);
  if (nonFinite !== null) {
    const [, sign, nan] = nonFinite;
    if (nan !== undefined) return Number.NaN;
    return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  return DOUBLE.test(text) ? toDouble(Number(text)) : undefined;
};

const parseStructured = (text: string): Value | undefined => {
  const value = tryJson(text);
  return value !== undefined && kindOf(value) === 'json' && toValue(value, '').ok
    ? value
    : undefined;
};

const tryJson = (text: string): Value | undefined => {
  try {
    return parseJsonText(text);
  } catch {
    return undefined;
  }
};
