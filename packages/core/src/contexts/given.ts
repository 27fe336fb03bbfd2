import type { Position, Problem } from '../problems/problem.ts';
import { gotText } from '../problems/wrong-value.ts';
import { argumentText } from '../values/argument-text.ts';
import { indexPath, keyPath } from '../values/path-text.ts';
import { isDouble, type Value } from '../values/value.ts';
import { isMap } from '../values/value-kind.ts';
import type { YamlFile } from '../yaml/positions.ts';

/** A value as a file or a flag gives it, with what a message about it needs. */
export interface Given {
  readonly value: unknown;
  /** As the user would write it: `contexts.gpu.mem`, `--mem`. */
  readonly path: string;
  /** A plain YAML scalar as it is written, so that the text `3.10` does not become 3.1. */
  readonly text?: string;
  readonly position?: Position;
  readonly keyPosition?: Position;
  /** What a map or list holds under a key. */
  readonly child: (step: string | number) => Given;
}

/** The value at a place of a YAML file. */
export const givenInYaml = (
  yaml: YamlFile,
  value: unknown = yaml.data,
  steps: readonly (string | number)[] = [],
  path = '',
): Given => {
  const text = yaml.textAt(steps);
  return {
    value,
    path,
    ...(text !== undefined && { text }),
    position: yaml.locate(steps),
    keyPosition: yaml.locate(steps, 'key'),
    child: (step) => givenInYaml(yaml, childOf(value, step), [...steps, step], pathOf(path, step)),
  };
};

/** A value that stands in no file. `position`: of the text that it was taken from. */
export const givenPlainly = (value: unknown, path: string, position?: Position): Given => ({
  value,
  path,
  ...(position !== undefined && { position, keyPosition: position }),
  child: (step) => givenPlainly(childOf(value, step), pathOf(path, step), position),
});

/** What flags say, by their names: the path of each is the flag. */
export const givenByFlags = (flags: { readonly [key: string]: unknown }): Given => ({
  value: flags,
  path: '',
  child: (key) => givenPlainly(flags[key], `--${key}`),
});

const pathOf = (path: string, step: string | number): string =>
  typeof step === 'number' ? indexPath(path, step) : keyPath(path, step);

const childOf = (value: unknown, step: string | number): unknown =>
  isMapGiven(value) || Array.isArray(value)
    ? (value as { readonly [step: string | number]: unknown })[step]
    : undefined;

/** Whether a value is a map, as YAML and JSON have it. */
export const isMapGiven = (value: unknown): value is { readonly [key: string]: unknown } =>
  isMap(value as Value);

/** What a map holds; nothing, and one more problem, when something else was given. */
export const entriesOf = (
  given: Given,
  expected: string,
  problems: Problem[],
): readonly (readonly [string, Given])[] => {
  if (given.value === null) return [];
  if (isMapGiven(given.value)) {
    return Object.keys(given.value).map((key) => [key, given.child(key)]);
  }
  const message = `expected ${expected}, got ${gotText(given.value)}`;
  problems.push(problemAt(given, { kind: 'value', message }));
  return [];
};

/** Text, also when it was written without quotes as a number or boolean; undefined for everything else. */
export const scalarText = ({ value, text }: Given): string | undefined => {
  if (typeof value === 'string') return value;
  const isScalar =
    typeof value === 'number' ||
    typeof value === 'bigint' ||
    typeof value === 'boolean' ||
    isDouble(value);
  return isScalar ? (text ?? argumentText(value)) : undefined;
};

/** A problem with the value that was given. */
export const problemAt = (
  { path, position }: Given,
  problem: Omit<Problem, 'path' | 'position'>,
): Problem => ({ ...problem, path, ...(position !== undefined && { position }) });

/** A problem with the key, such as one that does not exist. */
export const problemAtKey = (
  { path, keyPosition: position }: Given,
  problem: Omit<Problem, 'path' | 'position'>,
): Problem => ({ ...problem, path, ...(position !== undefined && { position }) });
