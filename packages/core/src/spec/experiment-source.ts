import type { Problem } from '../problems/problem.ts';
import { toParameters } from '../values/from-unknown.ts';
import { indexPath, keyPath } from '../values/path-text.ts';
import type { EvaluatedMember, UnitSource } from './evaluated.ts';
import { doubleNames, withDoubles } from './integral-doubles.ts';
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
  const doubles = inputs.length > 1 ? doublesOf(inputs) : new Set<string>();
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
const doublesOf = (inputs: readonly object[]): ReadonlySet<string> =>
  doubleNames(inputs, (input, add) => {
    const parameters = (input as { parameters?: unknown }).parameters;
    if (typeof parameters !== 'object' || parameters === null) return;
    for (const [key, value] of Object.entries(parameters)) add(key, value);
  });
