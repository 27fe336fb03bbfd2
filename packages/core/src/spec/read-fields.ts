import { checkScriptWords } from '../commands/script-words.ts';
import { splitWords } from '../commands/split-words.ts';
import {
  type ArgumentsMode,
  defaultFlagStyle,
  type Experiment,
  type FlagStyle,
} from '../experiments/experiment.ts';
import { didYouMean } from '../problems/did-you-mean.ts';
import type { Problem } from '../problems/problem.ts';
import { wrongValue } from '../problems/wrong-value.ts';
import { parseResources } from '../resources/resources.ts';
import { argumentText } from '../values/argument-text.ts';
import { toValue } from '../values/from-unknown.ts';
import { keyPath } from '../values/path-text.ts';
import { isMap } from '../values/value-kind.ts';
import type { ExperimentKey } from './spec-keys.ts';

/** What stands in where a spec says nothing. */
export interface SpecDefaults {
  /** The spec file's base name without its ending. */
  readonly name: string;
}

/** Everything of an experiment but its parameters. */
export type Fields = Omit<Experiment, 'parameters'>;

type FieldReader<T> = (input: unknown, path: string, problems: Problem[]) => T | undefined;

/**
 * Reads the values of experiment keys. What is right is in `fields` even when there are problems, so that all of an
 * input's problems are found in one go.
 *
 * @param place where the object stands in the spec, such as `[3]`; empty for the spec itself
 */
export const readFields = (
  values: { readonly [key in ExperimentKey]?: unknown },
  defaults: SpecDefaults,
  place: string,
): { fields: Fields; problems: Problem[] } => {
  const problems: Problem[] = [];
  const read = <T>(key: ExperimentKey, reader: FieldReader<T>): T | undefined =>
    values[key] === undefined || values[key] === null
      ? undefined
      : reader(values[key], keyPath(place, key), problems);
  const description = read('description', anyText);
  const cwd = read('cwd', someText);
  const context = read('context', someText);
  const fields: Fields = {
    project: read('project', someText) ?? 'sandbox',
    name: read('name', someText) ?? defaults.name,
    script: read('script', readScript) ?? null,
    tags: read('tags', textList) ?? [],
    env: read('env', readEnv) ?? {},
    secrets: read('secrets', variableNames) ?? [],
    resources: read('resources', readResources) ?? {},
    args: read('args', readArgs) ?? 'neptune',
    flags: { ...defaultFlagStyle, ...read('flags', readFlags) },
    pythonPath: read('pythonPath', listSplitAt(/:/)) ?? [],
    pathsToCopy: read('pathsToCopy', listSplitAt(/\s+/)) ?? [],
    exclude: read('exclude', listSplitAt(/\s+/)) ?? [],
    ...(description !== undefined && { description }),
    ...(cwd !== undefined && { cwd }),
    ...(context !== undefined && { context }),
  };
  return { fields, problems };
};

/** Text that every file and command can hold; may be empty. */
export const anyText: FieldReader<string> = (input, path, problems) => {
  if (typeof input !== 'string') {
    problems.push(wrongValue(path, 'text', input));
    return undefined;
  }
  const checked = toValue(input, path);
  if (!checked.ok) problems.push(...checked.problems);
  return input;
};

/** Text that is not empty. */
export const someText: FieldReader<string> = (input, path, problems) => {
  if (input !== '') return anyText(input, path, problems);
  problems.push(wrongValue(path, 'some text', input));
  return undefined;
};

/** A list of texts, each kept once. */
export const textList: FieldReader<string[]> = (input, path, problems) => {
  if (!Array.isArray(input)) {
    problems.push(wrongValue(path, 'a list of texts', input));
    return undefined;
  }
  const texts = input.map((item: unknown, index) => someText(item, `${path}[${index}]`, problems));
  return [...new Set(texts.filter((text) => text !== undefined))];
};

const listSplitAt =
  (separator: RegExp): FieldReader<string[]> =>
  (input, path, problems) =>
    typeof input === 'string'
      ? textList(
          input.split(separator).filter((part) => part !== ''),
          path,
          problems,
        )
      : textList(input, path, problems);

const readScript: FieldReader<readonly string[]> = (input, path, problems) => {
  if (typeof input === 'string') {
    const words = splitWords(input, path);
    if (words.ok) return words.value;
    problems.push(...words.problems);
    return undefined;
  }
  if (!Array.isArray(input) || !input.every((word) => typeof word === 'string')) {
    problems.push(wrongValue(path, 'a command as text, or a list of words', input));
    return undefined;
  }
  problems.push(...checkScriptWords(input, path));
  return input;
};

const variableName = /^[A-Za-z_][A-Za-z0-9_]*$/;

const nameProblem = (path: string, name: string): Problem => ({
  kind: 'value',
  path,
  message: `expected the name of an environment variable (letters, digits, _), got ${JSON.stringify(name)}`,
});

const readEnv: FieldReader<{ [name: string]: string }> = (input, path, problems) => {
  const checked = toValue(input, path);
  if (!checked.ok) {
    problems.push(...checked.problems);
    return undefined;
  }
  if (!isMap(checked.value)) {
    problems.push(wrongValue(path, 'a map of environment variables', input));
    return undefined;
  }
  const env: { [name: string]: string } = {};
  for (const [name, value] of Object.entries(checked.value)) {
    if (!variableName.test(name)) problems.push(nameProblem(keyPath(path, name), name));
    else if (typeof value === 'object' && value !== null && !('value' in value)) {
      problems.push(wrongValue(keyPath(path, name), 'text or a number', value));
    } else env[name] = value === null ? '' : argumentText(value);
  }
  return env;
};

const variableNames: FieldReader<string[]> = (input, path, problems) => {
  const names = textList(input, path, problems) ?? [];
  for (const [index, name] of names.entries()) {
    if (!variableName.test(name)) problems.push(nameProblem(`${path}[${index}]`, name));
  }
  return names;
};

export const readResources: FieldReader<Experiment['resources']> = (input, path, problems) => {
  const read = parseResources(input, path, { bareNumbers: 'problem' });
  problems.push(...read.problems);
  return read.resources;
};

const oneOf =
  <T extends string>(allowed: readonly T[]): FieldReader<T> =>
  (input, path, problems) => {
    if (allowed.some((name) => name === input)) return input as T;
    const suggestion = typeof input === 'string' ? didYouMean(input, allowed) : undefined;
    problems.push({
      ...wrongValue(path, `one of ${allowed.join(', ')}`, input),
      ...(suggestion !== undefined && { suggestion }),
    });
    return undefined;
  };

const readArgs = oneOf<ArgumentsMode>(['neptune', 'config', 'flags', 'hydra', 'none']);

const flagReaders: { readonly [K in keyof FlagStyle]: FieldReader<FlagStyle[K]> } = {
  names: oneOf(['keep', 'kebab']),
  booleans: oneOf(['switch', 'no-prefix', 'value']),
  lists: oneOf(['spread', 'repeat', 'comma']),
  null: oneOf(['omit', 'literal']),
};

const readFlags: FieldReader<Partial<FlagStyle>> = (input, path, problems) => {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    problems.push(wrongValue(path, `a map with ${Object.keys(flagReaders).join(', ')}`, input));
    return undefined;
  }
  const style: { [key: string]: unknown } = {};
  for (const [key, value] of Object.entries(input)) {
    const reader = Object.hasOwn(flagReaders, key)
      ? flagReaders[key as keyof FlagStyle]
      : undefined;
    if (reader === undefined) {
      const suggestion = didYouMean(key, Object.keys(flagReaders));
      problems.push({
        kind: 'unknown-key',
        path: keyPath(path, key),
        message: `unknown key ${key}`,
        ...(suggestion !== undefined && { suggestion }),
      });
    } else if (value !== undefined) {
      const read = reader(value, keyPath(path, key), problems);
      if (read !== undefined) style[key] = read;
    }
  }
  return style;
};
