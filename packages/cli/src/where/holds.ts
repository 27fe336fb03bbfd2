import { argumentText, Double, type Value } from '@mrunner/core';
import type { Comparison, Condition } from './condition.ts';
import { roundsTo, writtenNumber } from './written-number.ts';

/** What a name stands for in one run or sweep; undefined when it has no such thing. */
export type Lookup = (name: string) => Value | undefined;

/**
 * Whether a condition holds. Numbers are compared as numbers, everything else as text; a list is equal to its text and
 * to each of its elements. `~0.973` holds of a number that rounds to it. What a run does not have is unequal to everything.
 */
export const holds = (condition: Condition, lookup: Lookup): boolean => {
  switch (condition.type) {
    case 'and':
      return holds(condition.left, lookup) && holds(condition.right, lookup);
    case 'or':
      return holds(condition.left, lookup) || holds(condition.right, lookup);
    case 'not':
      return !holds(condition.condition, lookup);
    case 'comparison':
      return compare(condition, lookup(condition.name));
  }
};

const compare = ({ operator, value: text }: Comparison, found: Value | undefined): boolean => {
  switch (operator) {
    case '=':
    case '==':
      return some(found, (value) => isEqual(value, text));
    case '!=':
      return !some(found, (value) => isEqual(value, text));
    case '~':
      return some(found, (value) => isLike(value, text));
    case '!~':
      return !some(found, (value) => isLike(value, text));
    default:
      return found !== undefined && isOrdered(operator, found, text);
  }
};

const some = (found: Value | undefined, test: (value: Value) => boolean): boolean =>
  found !== undefined && (test(found) || (Array.isArray(found) && found.some(test)));

const isEqual = (value: Value, text: string): boolean => {
  const [a, b] = numbersOf(value, text) ?? [];
  if (a === undefined || b === undefined) return argumentText(value) === text;
  // NaN is asked for by name, so here it equals itself. A bigint and a number compare exactly with < and >.
  return Number.isNaN(a) || Number.isNaN(b) ? Object.is(a, b) : !(a < b) && !(a > b);
};

/** A number is like what it rounds to, with as many digits; anything else is a text in which a pattern is looked for. */
const isLike = (value: Value, text: string): boolean => {
  const written = writtenNumber(text);
  if (written === undefined) return new RegExp(text, 'i').test(argumentText(value));
  if (typeof value === 'bigint' && /^[-+]?\d+$/.test(text)) return isEqual(value, text);
  const number = value instanceof Double ? value.value : value;
  if (typeof number === 'number' || typeof number === 'bigint') {
    return roundsTo(Number(number), written);
  }
  // The numbers of a list are looked at one by one.
  return !Array.isArray(value) && new RegExp(text, 'i').test(argumentText(value));
};

const isOrdered = (operator: '<' | '<=' | '>' | '>=', value: Value, text: string): boolean => {
  const [a, b] = numbersOf(value, text) ?? (typeof value === 'string' ? [value, text] : []);
  if (a === undefined || b === undefined) return false;
  switch (operator) {
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
  }
};

/** Both as numbers, when both are. A text is read with the precision of what it is compared with. */
const numbersOf = (value: Value, text: string): [number | bigint, number | bigint] | undefined => {
  const number = value instanceof Double ? value.value : value;
  if (typeof number === 'bigint' && /^[-+]?\d+$/.test(text)) {
    return [number, BigInt(text.replace('+', ''))];
  }
  if (typeof number !== 'number' && typeof number !== 'bigint') return undefined;
  const given = numberOf(text);
  return given === undefined ? undefined : [number, given];
};

const numberOf = (text: string): number | undefined =>
  /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(text)
    ? Number(text)
    : specialNumbers[text.toLowerCase()];

const specialNumbers: { readonly [text: string]: number } = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  infinity: Number.POSITIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
  '-infinity': Number.NEGATIVE_INFINITY,
};
