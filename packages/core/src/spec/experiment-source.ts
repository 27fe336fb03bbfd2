import type { Problem } from '../problems/problem.ts';
import { toParameters } from '../values/from-unknown.ts';
import { setOwn } from '../values/own-property.ts';
import { indexPath, keyPath } from '../values/path-text.ts';
import type { Parameters, Value } from '../values/value.ts';
import { kindOf, toDouble } from '../values/value-kind.ts';
import type { EvaluatedMember, UnitSource } from './evaluated.ts';
import { readFields } from './read-fields.ts';
import { applySetFlags } from './set-flags.ts';
import { experimentKeys, readKeys, specKeys } from './spec-keys.ts';
import { commandProblems, type ReadOptions } from './spec-source.ts';

/**
 * The units of a list of plain experiments, read one by one. A parameter that is integral in one and fractional in
 * another experiment of the list is a double in both.
 *
 * @param placeOf where the n-th one stands in the spec, such as `[3]`; empty for the spec itself
 */
export const experimentsSource = (
  inputs: readonly object[],
  placeOf: (position: number) => string,
  options: ReadOptions,
): UnitSource => {
  const doubles = inputs.length > 1 ? doubleParameters(inputs) : new Set<string>();
  return {
    size: 1,
    candidates: inputs.length,
    filtered: false,
    problems: [],
    unit(candidate) {
      const input = inputs[candidate];
      return input === undefined
        ? undefined
        : [readExperiment(input, placeOf(candidate), doubles, options)];
    },
  };
};

/** Places of the elements of the list at `place`. */
export const placesBelow =
  (place: string, offset: number) =>
  (position: number): string =>
    indexPath(place, offset + position);

/** A misspelt `grid` makes a spec look like an experiment. */
const varyingKeys = Object.keys(specKeys);

const readExperiment = (
  input: object,
  place: string,
  doubles: ReadonlySet<string>,
  { defaults, set }: ReadOptions,
): EvaluatedMember => {
  const { values, problems: keyProblems } = readKeys(input, experimentKeys, place, varyingKeys);
  const { fields, problems: fieldProblems } = readFields(values, defaults, place);
  const read = toParameters(values.parameters ?? {}, keyPath(place, 'parameters'));
  const problems: Problem[] = [...keyProblems, ...fieldProblems, ...(read.ok ? [] : read.problems)];
  const unified = read.ok ? withDoubles(read.value, doubles) : {};
  const applied = applySetFlags(unified, set, {
    axes: new Map(),
    jsonSchema: undefined,
    schemaKeys: undefined,
  });
  problems.push(...applied.problems);
  const experiment = { ...fields, parameters: applied.parameters };
  if (read.ok) problems.push(...commandProblems(experiment, place));
  return { experiment, problems };
};

/** Parameters that are fractional in any experiment of a list. */
const doubleParameters = (inputs: readonly object[]): ReadonlySet<string> => {
  const doubles = new Set<string>();
  for (const input of inputs) {
    const parameters = (input as { parameters?: unknown }).parameters;
    if (typeof parameters !== 'object' || parameters === null) continue;
    for (const [key, value] of Object.entries(parameters)) {
      if (isDoubleInput(value)) doubles.add(key);
    }
  }
  return doubles;
};

const isDoubleInput = (value: unknown): boolean =>
  typeof value === 'number'
    ? kindOf(value) === 'double'
    : typeof value === 'object' && value !== null && kindOf(value as Value) === 'double';

const withDoubles = (parameters: Parameters, doubles: ReadonlySet<string>): Parameters => {
  if (doubles.size === 0) return parameters;
  const unified: { [name: string]: Value } = {};
  for (const [key, value] of Object.entries(parameters)) {
    const isInt = typeof value === 'number' || typeof value === 'bigint';
    setOwn(unified, key, isInt && doubles.has(key) ? toDouble(Number(value)) : value);
  }
  return unified;
};
