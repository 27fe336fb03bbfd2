import { fail, ok } from '../problems/problem.ts';
import { type Given, givenPlainly, isMapGiven } from './given.ts';
import { type KeyKind, refuse } from './key-kind.ts';
import { pathTo, text } from './scalar-kinds.ts';

/**
 * A list of one kind of things. A lone value counts as a list of it; text is split at `separator` when there is one:
 * old files have lists as text with spaces.
 */
export const listOf = <T>(item: KeyKind<T>, separator?: RegExp): KeyKind<readonly T[]> => ({
  expected: `a list: ${item.expected}`,
  empty: [],
  parse: (given) => {
    const items = isMapGiven(given.value) ? undefined : itemsOf(given, separator);
    if (items === undefined) return refuse(given, `a list such as [${item.expected}, …]`);
    const results = items.map((one) => item.parse(one));
    const problems = results.flatMap((result) => (result.ok ? [] : result.problems));
    if (problems.length > 0) return fail(...problems);
    return ok(results.flatMap((result) => (result.ok ? [result.value] : [])));
  },
  text: (values) => values.map((value) => item.text(value)).join(', '),
  ...(item.paths !== undefined && { paths: pathsInList(item.paths) }),
});

const pathsInList = <T>(rule: NonNullable<KeyKind<T>['paths']>) => ({
  place: rule.place,
  resolve: (values: readonly T[], absolute: (path: string) => string) =>
    values.map((value) => rule.resolve(value, absolute)),
});

/** Undefined for text with quotes in it, which splitting would tear apart. */
const itemsOf = (given: Given, separator: RegExp | undefined): readonly Given[] | undefined => {
  const { value, path, position } = given;
  if (Array.isArray(value)) return value.map((_, index) => given.child(index));
  if (typeof value !== 'string' || separator === undefined) return [given];
  if (/["']/.test(value)) return undefined;
  const words = value.split(separator).filter((word) => word !== '');
  return words.map((word) => givenPlainly(word, path, position));
};

const spaces = /\s+/;

/** Between names that have no commas in them. */
export const spacesOrCommas = /[\s,]+/;

/** Words, such as module names. */
export const words = listOf(text, spaces);

/** Names of modules. What old files have in front of them, when they have whole commands, is left out. */
export const moduleNames: KeyKind<readonly string[]> = {
  ...words,
  parse: (given) => {
    const { value, path, position } = given;
    const parsed = words.parse(
      typeof value === 'string' ? givenPlainly(withoutCommand(value), path, position) : given,
    );
    if (!parsed.ok) return parsed;
    const names = parsed.value.flatMap((item) => withoutCommand(item).split(spaces));
    return ok(names.filter((name) => name !== ''));
  },
};

const withoutCommand = (text: string): string => text.replace(/^\s*(?:ml|module\s+load)\s+/, '');

/** Paths on this machine; one path may have spaces in it. */
export const pathsHere = listOf(pathTo('here'));

/** Paths inside the project directory, as they are named in the snapshot too. */
export const projectPaths = listOf<string>({
  ...text,
  expected: 'a path inside the project, such as node_modules',
  parse: (given) => {
    const parsed = text.parse(given);
    if (!parsed.ok) return parsed;
    const leaves = /^[/~]/.test(parsed.value) || parsed.value.split('/').includes('..');
    return leaves ? refuse(given, 'a path inside the project, such as node_modules') : parsed;
  },
});
