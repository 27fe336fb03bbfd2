import { setOwn } from '../values/own-property.ts';
import type { Parameters, Value } from '../values/value.ts';
import { kindOf, toDouble } from '../values/value-kind.ts';

/**
 * Names of the parameters that are doubles in any experiment of a list.
 *
 * @param entriesOf gives the names and values of one experiment to its second argument
 */
export const doubleNames = <T>(
  experiments: readonly T[],
  entriesOf: (experiment: T, add: (name: string, value: unknown) => void) => void,
): ReadonlySet<string> => {
  const doubles = new Set<string>();
  const add = (name: string, value: unknown): void => {
    if (isDoubleInput(value)) doubles.add(name);
  };
  for (const experiment of experiments) entriesOf(experiment, add);
  return doubles;
};

const isDoubleInput = (value: unknown): boolean =>
  typeof value === 'number'
    ? kindOf(value) === 'double'
    : typeof value === 'object' && value !== null && kindOf(value as Value) === 'double';

/** Parameters with the ints among those names as doubles. */
export const withDoubles = (parameters: Parameters, doubles: ReadonlySet<string>): Parameters => {
  if (doubles.size === 0) return parameters;
  const unified: { [name: string]: Value } = {};
  for (const [key, value] of Object.entries(parameters)) {
    const isInt = typeof value === 'number' || typeof value === 'bigint';
    setOwn(unified, key, isInt && doubles.has(key) ? toDouble(Number(value)) : value);
  }
  return unified;
};
