import type { Problem } from '../problems/problem.ts';
import {
  jsonSchemaOf,
  type SchemaOutcome,
  type StandardSchema,
} from '../schema/standard-schema.ts';
import { toParameters } from '../values/from-unknown.ts';
import { Double, type Parameters, type Value } from '../values/value.ts';
import { plainOf } from '../values/value-kind.ts';
import { type JsonSchema, schemaKeys, withSchemaKinds } from './json-schema.ts';
import {
  changedOutput,
  isPlainMap,
  issueProblem,
  outputDetails,
  refusedOutput,
  unknownParameter,
} from './schema-problems.ts';

/** What a schema makes of parameters. */
export interface CheckedParameters {
  /** The schema's output in the value model: what is written to neptune.yaml. */
  readonly parameters: Parameters;
  /** The schema's output as it is: what functions of the parameters get. */
  readonly output: unknown;
  readonly problems: readonly Problem[];
}

/** A check of parameters; a promise only when the schema is asynchronous. */
export type ParameterCheck = (
  input: Parameters,
  originOf: (key: string) => string | undefined,
) => CheckedParameters | Promise<CheckedParameters>;

/** A schema made ready for many checks. */
export interface SchemaCheck {
  readonly inputSchema: JsonSchema | undefined;
  readonly keys: readonly string[] | undefined;
  readonly check: ParameterCheck;
}

/** Without a schema everything is allowed. */
export const noSchemaCheck: SchemaCheck = {
  inputSchema: undefined,
  keys: undefined,
  check: (input) => ({ parameters: input, output: plainOf(input), problems: [] }),
};

/** Makes a schema ready. */
export const schemaCheck = (schema: StandardSchema<unknown, unknown>): SchemaCheck => {
  const inputSchema = jsonSchemaOf(schema, 'input') as JsonSchema | undefined;
  const outputSchema = jsonSchemaOf(schema, 'output') as JsonSchema | undefined;
  const keys = inputSchema === undefined ? undefined : schemaKeys(inputSchema);
  const validate = schema['~standard'].validate;

  const accept = (
    input: Parameters,
    plain: unknown,
    output: unknown,
    originOf: (key: string) => string | undefined,
  ): CheckedParameters | Promise<CheckedParameters> => {
    const read = toParameters(output, '');
    if (!read.ok) {
      const problems = read.problems.map((problem) => ({ ...problem, details: outputDetails }));
      return { parameters: input, output, problems };
    }
    const dropped = Object.keys(input).filter((key) => !Object.hasOwn(read.value, key));
    const problems = dropped.map((key) =>
      unknownParameter(key, keys ?? Object.keys(read.value), originOf(key)),
    );
    const parameters = withKinds(read.value, input, outputSchema);
    const checked = { parameters, output, problems };
    // What was given and what came out are the same: the schema has just shown what it makes of that.
    if (problems.length === 0 && samePlain(plain, output)) return checked;
    const trip = (again: SchemaOutcome<unknown>): CheckedParameters => {
      const changes =
        again.issues === undefined
          ? changedOutput(parameters, readAgain(again.value, parameters, outputSchema))
          : refusedOutput(output, again.issues);
      return changes.length === 0 ? checked : { ...checked, problems: [...problems, ...changes] };
    };
    const again = validate(plainOf(parameters));
    return again instanceof Promise ? again.then(trip) : trip(again);
  };

  const check: ParameterCheck = (input, originOf) => {
    const plain = plainOf(input);
    const settle = (
      outcome: SchemaOutcome<unknown>,
    ): CheckedParameters | Promise<CheckedParameters> => {
      if (outcome.issues === undefined) return accept(input, plain, outcome.value, originOf);
      const problems = outcome.issues.map((issue) => issueProblem(issue, plain, keys, originOf));
      return { parameters: input, output: undefined, problems };
    };
    const outcome = validate(plain);
    return outcome instanceof Promise ? outcome.then(settle) : settle(outcome);
  };
  return { inputSchema, keys, check };
};

/** Doubles where the schema says number; where it says nothing, where the spec's value was one. */
const withKinds = (
  output: Parameters,
  input: Parameters,
  schema: JsonSchema | undefined,
): Parameters => {
  const typed = schema === undefined ? output : (withSchemaKinds(output, schema) as Parameters);
  let result: { [key: string]: Value } | undefined;
  for (const key of Object.keys(typed)) {
    const given = Object.hasOwn(input, key) ? input[key] : undefined;
    if (!(given instanceof Double) || typed[key] !== given.value) continue;
    if (saysInteger(schema, key)) continue;
    result ??= { ...typed };
    result[key] = given;
  }
  return result ?? typed;
};

const saysInteger = (schema: JsonSchema | undefined, key: string): boolean =>
  schema?.properties?.[key]?.type === 'integer';

const readAgain = (
  output: unknown,
  parameters: Parameters,
  schema: JsonSchema | undefined,
): Parameters | undefined => {
  const read = toParameters(output, '');
  return read.ok ? withKinds(read.value, parameters, schema) : undefined;
};

const samePlain = (a: unknown, b: unknown): boolean => {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a)) {
    return (
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((item, index) => samePlain(item, b[index]))
    );
  }
  if (!isPlainMap(a) || !isPlainMap(b)) return false;
  if (Object.getPrototypeOf(b) !== Object.prototype && Object.getPrototypeOf(b) !== null)
    return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && samePlain(a[key], b[key]))
  );
};
