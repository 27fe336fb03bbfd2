import { didYouMean } from '../problems/did-you-mean.ts';
import { fail, ok, type Problem, type Result } from '../problems/problem.ts';
import { setOwn } from '../values/own-property.ts';
import { guessValue, parseTyped } from '../values/parse-value.ts';
import type { Parameters, Value, ValueKind } from '../values/value.ts';
import { isMap, kindOf } from '../values/value-kind.ts';
import { type JsonSchema, kindsAt } from './json-schema.ts';

/** One `--set key=value` or `--set +key=value` of the command line. */
export interface SetFlag {
  /** The key as written, with dots. */
  readonly key: string;
  readonly text: string;
  /** Whether the key may be new. */
  readonly add: boolean;
}

/** Reads the text of `--set`. */
export const parseSetFlag = (text: string): Result<SetFlag> => {
  const parts = /^(\+?)([^=]+)=([\s\S]*)$/.exec(text);
  if (parts === null) {
    return fail({
      kind: 'value',
      path: '--set',
      message: `expected key=value, got ${JSON.stringify(text)}`,
      details: ['For example: --set lr=0.1, or --set +note=first to add a parameter'],
    });
  }
  return ok({ add: parts[1] === '+', key: parts[2] ?? '', text: parts[3] ?? '' });
};

/** What a spec's parameters look like, as far as it is known without evaluating any. */
export interface ParameterNames {
  /** Parameters that vary, with the way (`grid`) that varies them. */
  readonly axes: ReadonlyMap<string, string>;
  readonly jsonSchema: JsonSchema | undefined;
  /** The schema's keys, when it is closed. */
  readonly schemaKeys: readonly string[] | undefined;
}

/**
 * Parameters with the flags applied. The value is typed by the schema, else by the value it replaces. Overriding an
 * axis, and a key that nothing has, are problems.
 */
export const applySetFlags = (
  parameters: Parameters,
  flags: readonly SetFlag[],
  names: ParameterNames,
): { parameters: Parameters; problems: Problem[] } => {
  const problems: Problem[] = [];
  let result: Parameters = parameters;
  for (const flag of flags) {
    const applied = applySetFlag(result, flag, names);
    if (applied.ok) result = applied.value;
    else problems.push(...applied.problems);
  }
  return { parameters: result, problems };
};

const applySetFlag = (
  parameters: Parameters,
  flag: SetFlag,
  { axes, jsonSchema, schemaKeys }: ParameterNames,
): Result<Parameters> => {
  const path = `--set ${flag.key}`;
  const steps = Object.hasOwn(parameters, flag.key) ? [flag.key] : flag.key.split('.');
  const top = steps[0] ?? '';
  const way = axes.get(top);
  if (way !== undefined) {
    return fail({
      kind: 'conflict',
      path,
      message: `${top} is varied by ${way}, so no single value can be set`,
      details: [`To run a part of the sweep: --only, or change ${way} in the spec.`],
    });
  }
  const replaced = lookUpSteps(parameters, steps);
  const kinds = jsonSchema === undefined ? [] : kindsAt(jsonSchema, steps);
  const isKnown =
    replaced !== undefined || kinds.length > 0 || (steps.length === 1 && schemaKeys?.includes(top));
  if (!isKnown && !flag.add) {
    const known = [...new Set([...(schemaKeys ?? []), ...Object.keys(parameters)])];
    const suggestion = didYouMean(flag.key, known);
    return fail({
      kind: 'unknown-key',
      path,
      message: 'no such parameter',
      ...(suggestion !== undefined && { suggestion }),
      details: [
        `the parameters are: ${known.join(', ') || 'none'}`,
        `to add one: --set +${flag.key}=${flag.text}`,
      ],
    });
  }
  const value = typedValue(flag.text, kinds, replaced);
  if (value === undefined) {
    const wanted = kinds.length > 0 ? kinds : [kindOf(replaced ?? '')];
    return fail({
      kind: 'value',
      path,
      message: `expected ${wanted.map((kind) => kindNames[kind]).join(' or ')}, got ${JSON.stringify(flag.text)}`,
    });
  }
  return ok(withValue(parameters, steps, value));
};

const kindNames: { readonly [K in ValueKind]: string } = {
  boolean: 'true or false',
  int: 'an integer',
  double: 'a number',
  string: 'text',
  json: 'JSON',
};

const typedValue = (
  text: string,
  kinds: readonly ValueKind[],
  replaced: Value | undefined,
): Value | undefined => {
  if (kinds.length === 0) {
    if (replaced === undefined || replaced === null) return guessValue(text);
    const kind = kindOf(replaced);
    // Without a schema an int may become a double: only the value's family is known.
    return parseTyped(text, kind) ?? (kind === 'int' ? parseTyped(text, 'double') : undefined);
  }
  for (const kind of kinds) {
    const value = parseTyped(text, kind);
    if (value !== undefined) return value;
  }
  return undefined;
};

const lookUpSteps = (parameters: Parameters, steps: readonly string[]): Value | undefined => {
  let value: Value | undefined = parameters;
  for (const step of steps) {
    if (value === undefined || value === null || !isMap(value) || !Object.hasOwn(value, step))
      return undefined;
    value = value[step];
  }
  return value;
};

const withValue = (map: Parameters, steps: readonly string[], value: Value): Parameters => {
  const [step = '', ...rest] = steps;
  const copy: { [name: string]: Value } = { ...map };
  const below = Object.hasOwn(map, step) ? map[step] : undefined;
  const inner = below !== undefined && below !== null && isMap(below) ? below : {};
  setOwn(copy, step, rest.length === 0 ? value : withValue(inner, rest, value));
  return copy;
};
