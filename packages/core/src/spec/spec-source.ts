import { checkCommand } from '../commands/command.ts';
import type { Experiment } from '../experiments/experiment.ts';
import type { Problem } from '../problems/problem.ts';
import { wrongValue } from '../problems/wrong-value.ts';
import { isStandardSchema } from '../schema/standard-schema.ts';
import { keyPath } from '../values/path-text.ts';
import { type Combinations, readCombinations } from './combinations.ts';
import {
  type Awaitable,
  brokenSource,
  type EvaluatedMember,
  type UnitSource,
} from './evaluated.ts';
import {
  callFunction,
  callFunctions,
  type FunctionKey,
  functionKeys,
  type OfParameters,
} from './functions-of-parameters.ts';
import { type Fields, readFields, type SpecDefaults } from './read-fields.ts';
import {
  type CheckedParameters,
  noSchemaCheck,
  type SchemaCheck,
  schemaCheck,
} from './schema-check.ts';
import { unknownParameter } from './schema-problems.ts';
import { applySetFlags, type SetFlag } from './set-flags.ts';
import { readKeys, type SpecKey, specKeys } from './spec-keys.ts';

/** What every part of a spec is read with. */
export interface ReadOptions {
  readonly defaults: SpecDefaults;
  readonly set: readonly SetFlag[];
}

/**
 * The units of one `defineSpec(…)`, or of an object with the same keys.
 *
 * @param place where it stands in the spec, such as `[3]`; empty for the spec itself
 */
export const specSource = (definition: object, place: string, options: ReadOptions): UnitSource => {
  const { values, problems: keyProblems } = readKeys(definition, specKeys, place);
  const functions = new Map<FunctionKey, OfParameters>();
  const constant: { [key in SpecKey]?: unknown } = { ...values };
  for (const key of functionKeys) {
    if (typeof values[key] !== 'function') continue;
    functions.set(key, values[key] as OfParameters);
    delete constant[key];
  }
  const { fields, problems: fieldProblems } = readFields(constant, options.defaults, place);
  const problems = [...keyProblems, ...fieldProblems];
  const where = values.where;
  if (where !== undefined && typeof where !== 'function') {
    problems.push(wrongValue(keyPath(place, 'where'), 'a function of the parameters', where));
  }
  if (values.params !== undefined && !isStandardSchema(values.params)) {
    problems.push(
      wrongValue(
        keyPath(place, 'params'),
        'a schema (zod, valibot, arktype or any Standard Schema)',
        values.params,
      ),
    );
  }
  const schema = isStandardSchema(values.params) ? schemaCheck(values.params) : noSchemaCheck;
  const combinations = readCombinations(values, place);
  if (!combinations.ok) return brokenSource([...problems, ...combinations.problems]);
  const unknown = unknownNames(combinations.value, schema, place);
  problems.push(...unknown.map(({ problem }) => problem));
  problems.push(...setProblems(combinations.value, schema, options.set));
  // The combinations are checked even so: whoever mends a spec wants to see everything that is wrong with it.
  return {
    ...unitsOf({
      combinations: combinations.value,
      schema,
      fields,
      functions,
      where: typeof where === 'function' ? (where as OfParameters) : undefined,
      ignored: new Set(unknown.map(({ key }) => key)),
      place,
      set: options.set,
    }),
    problems,
  };
};

/** Parameters that the schema does not name, each reported once and not for every combination. */
const unknownNames = (
  { axes, constants }: Combinations,
  { keys }: SchemaCheck,
  place: string,
): { key: string; problem: Problem }[] => {
  if (keys === undefined) return [];
  const named: [string, string][] = [
    ...Object.keys(constants).map((key): [string, string] => [key, 'parameters']),
    ...axes,
  ];
  return named
    .filter(([key]) => !keys.includes(key))
    .map(([key, way]) => ({
      key,
      problem: unknownParameter(key, keys, keyPath(keyPath(place, way), key)),
    }));
};

const setProblems = (
  combinations: Combinations,
  schema: SchemaCheck,
  set: readonly SetFlag[],
): Problem[] => applySetFlags(combinations.constants, set, namesOf(combinations, schema)).problems;

const namesOf = (combinations: Combinations, schema: SchemaCheck) => ({
  axes: combinations.axes,
  jsonSchema: schema.inputSchema,
  schemaKeys: schema.keys,
});

interface UnitParts {
  readonly combinations: Combinations;
  readonly schema: SchemaCheck;
  readonly fields: Fields;
  readonly functions: ReadonlyMap<FunctionKey, OfParameters>;
  readonly where: OfParameters | undefined;
  /** Parameters that have been reported already. */
  readonly ignored: ReadonlySet<string>;
  readonly place: string;
  readonly set: readonly SetFlag[];
}

const unitsOf = ({
  combinations,
  schema,
  fields,
  functions,
  where,
  ignored,
  place,
  set,
}: UnitParts): UnitSource => {
  const names = namesOf(combinations, schema);
  const finish = (checked: CheckedParameters): readonly [EvaluatedMember] | undefined => {
    // A combination that fails the schema is a problem, whatever `where` would say of it.
    if (checked.problems.length > 0)
      return [
        { experiment: { ...fields, parameters: checked.parameters }, problems: checked.problems },
      ];
    const problems: Problem[] = [];
    if (where !== undefined) {
      const kept = callFunction(where, checked.output, keyPath(place, 'where'), problems);
      if (problems.length === 0 && !kept) return undefined;
    }
    const own = callFunctions(functions, checked.output, place, problems);
    const experiment: Experiment = { ...fields, ...own, parameters: checked.parameters };
    problems.push(...commandProblems(experiment, place));
    return [{ experiment, problems }];
  };
  return {
    size: 1,
    candidates: combinations.length,
    filtered: where !== undefined,
    problems: [],
    ...(combinations.emptyAxis !== undefined && { emptyBecause: combinations.emptyAxis }),
    unit(candidate): Awaitable<readonly [EvaluatedMember] | undefined> {
      const raw = combinations.at(candidate);
      for (const key of ignored) delete raw[key];
      const { parameters } =
        set.length === 0 ? { parameters: raw } : applySetFlags(raw, set, names);
      const checked = schema.check(parameters, (key) => combinations.originOf(candidate, key));
      return checked instanceof Promise ? checked.then(finish) : finish(checked);
    },
  };
};

/**
 * What keeps an experiment's command from being built. Looked at only where the parameters matter to it: a million
 * experiments may share one script.
 */
export const commandProblems = (experiment: Experiment, place: string): readonly Problem[] => {
  const { script, args } = experiment;
  if (script === null) return [];
  const needsParameters =
    args === 'flags' || args === 'hydra' || script.some((word) => word.includes('{'));
  return needsParameters ? checkCommand({ ...experiment, script }, place) : [];
};
