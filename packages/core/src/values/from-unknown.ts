import { fail, ok, type Problem, type Result } from '../problems/problem.ts';
import { setOwn } from './own-property.ts';
import { indexPath, keyPath } from './path-text.ts';
import { refusalOf } from './refusal.ts';
import { Double, isDouble, type Parameters, type Value } from './value.ts';
import { isInt, toInt } from './value-kind.ts';

/** How deep lists and maps may lie in each other. YAML readers stop at 100 levels, and neptune.yaml needs some itself. */
export const MAX_DEPTH = 64;

/**
 * Makes a value of any JavaScript data, as a copy. A `bigint` or `Double` that needs no wrapping becomes a number; keys
 * whose value is undefined are dropped.
 *
 * All problems of the input are reported at once, each with its path below `path`: what JSON cannot hold (a function, a
 * Map, undefined in a list, a cycle, …), a number that is not finite inside of a list or map, NUL, a lone surrogate.
 *
 * @example toValue({ widths: [8, new Map()] }, 'parameters.net') // a problem at parameters.net.widths[1]
 */
export const toValue = (input: unknown, path: string): Result<Value> => {
  const walk = startWalk(path);
  const value = convert(input, walk, false);
  return walk.problems.length === 0 ? ok(value) : fail(...walk.problems);
};

/**
 * Makes parameters of a plain object: as `toValue` for each of its keys, so that a parameter itself may be NaN or infinite.
 *
 * @example toParameters({ lr: NaN, layers: [NaN] }, 'experiments[3].parameters') // one problem: ….layers[0]
 */
export const toParameters = (input: unknown, path: string): Result<Parameters> => {
  const walk = startWalk(path);
  if (!isPlainObject(input)) {
    const got = Array.isArray(input) ? 'a list' : describe(input);
    return fail({ kind: 'value', path, message: `expected a map of parameters, got ${got}` });
  }
  walk.ancestors.push(input);
  const parameters = convertMap(input, walk, false);
  return walk.problems.length === 0 ? ok(parameters) : fail(...walk.problems);
};

/** Where a conversion is. The path is put into words only for a problem: a million experiments have none. */
interface Walk {
  readonly path: string;
  readonly keys: (string | number)[];
  readonly ancestors: object[];
  readonly problems: Problem[];
}

const startWalk = (path: string): Walk => ({ path, keys: [], ancestors: [], problems: [] });

const convert = (input: unknown, walk: Walk, isInside: boolean): Value => {
  switch (typeof input) {
    case 'boolean':
      return input;
    case 'number':
      return isInside && !Number.isFinite(input) ? refuseNonFinite(input, walk) : input;
    case 'string':
      checkText(input, 'text', walk);
      return input;
    case 'bigint':
      return toInt(input);
    case 'object':
      return input === null ? null : convertObject(input, walk, isInside);
    default:
      return refuse(input, walk);
  }
};

const convertObject = (input: object, walk: Walk, isInside: boolean): Value => {
  if (isDouble(input)) {
    if (!isInt(input.value)) return convert(input.value, walk, isInside);
    return input instanceof Double ? input : new Double((input as Double).value);
  }
  const isList = Array.isArray(input);
  if (!isList && !isPlainObject(input)) return refuse(input, walk);
  if (walk.ancestors.includes(input)) {
    return report(walk, 'expected a value that ends, got one that contains itself');
  }
  if (walk.ancestors.length === MAX_DEPTH) {
    return report(walk, `expected at most ${MAX_DEPTH} levels of lists and maps, got more`);
  }
  walk.ancestors.push(input);
  const value = isList ? convertList(input, walk) : convertMap(input, walk, true);
  walk.ancestors.pop();
  return value;
};

const convertList = (input: readonly unknown[], walk: Walk): Value[] => {
  const list: Value[] = [];
  // By index, since map() and forEach() would pass over the holes of a sparse list.
  for (let index = 0; index < input.length; index++) {
    walk.keys.push(index);
    list.push(convert(input[index], walk, true));
    walk.keys.pop();
  }
  return list;
};

const convertMap = (
  input: PlainObject,
  walk: Walk,
  isInside: boolean,
): { [key: string]: Value } => {
  const map: { [key: string]: Value } = {};
  for (const key of Object.keys(input)) {
    const item = input[key];
    if (item === undefined) continue;
    walk.keys.push(key);
    checkText(key, 'a key', walk);
    setOwn(map, key, convert(item, walk, isInside));
    walk.keys.pop();
  }
  return map;
};

type PlainObject = { readonly [key: string]: unknown };

/** A plain object of any realm: its prototype is nothing, or has no prototype itself as `Object.prototype`. */
const isPlainObject = (input: unknown): input is PlainObject => {
  if (typeof input !== 'object' || input === null) return false;
  const prototype = Object.getPrototypeOf(input);
  return (
    prototype === null ||
    prototype === Object.prototype ||
    (Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'isPrototypeOf'))
  );
};

const checkText = (text: string, what: 'text' | 'a key', walk: Walk): void => {
  const nul = text.indexOf('\0');
  if (nul !== -1) {
    report(walk, `expected ${what} without NUL, got one as character ${nul + 1}`, [
      'No command line and no environment variable can hold a NUL character.',
    ]);
  }
  if (!text.isWellFormed()) {
    const unit = text
      .match(/\p{Surrogate}/u)?.[0]
      .charCodeAt(0)
      .toString(16);
    report(walk, `expected ${what} of Unicode characters, got half of one (\\u${unit})`, [
      'Text that was cut in the middle of an emoji looks like this: cut with Array.from(text).',
    ]);
  }
};

const refuseNonFinite = (input: number, walk: Walk): null =>
  report(walk, `expected a finite number inside of a list or map, got ${input}`, [
    'JSON has no such number: use null or a string, or make it a parameter of its own.',
  ]);

const refuse = (input: unknown, walk: Walk): null => {
  const { got, instead } = refusalOf(input);
  return report(walk, `expected a value that JSON can hold, got ${got}`, [instead]);
};

/** Notes a problem at the current place. Null stands in for the value, so that the rest is still looked at. */
const report = (walk: Walk, message: string, details?: readonly string[]): null => {
  const path = walk.keys.reduce<string>(
    (base, key) => (typeof key === 'number' ? indexPath(base, key) : keyPath(base, key)),
    walk.path,
  );
  walk.problems.push({ kind: 'value', path, message, ...(details && { details }) });
  return null;
};

const describe = (input: unknown): string => {
  if (input === null) return 'null';
  if (typeof input === 'object' || typeof input === 'function' || input === undefined) {
    return refusalOf(input).got;
  }
  return `a ${typeof input}`;
};
