import { didYouMean } from '@mrunner/core/did-you-mean';
import {
  guessValue,
  isMap,
  kindOf,
  type Parameters,
  parseTyped,
  type Value,
  type ValueKind,
} from '@mrunner/core/values';
import {
  allowsOthers,
  type JsonSchema,
  kindsOf,
  propertyNames,
  propertySchema,
} from './json-schema.ts';
import type { SetUpProblem } from './set-up-problem.ts';

type Outcome =
  | { readonly value: Value; readonly problem?: undefined }
  | { readonly problem: SetUpProblem };

/**
 * Applies `--set key=value` to parameters: typed by the schema, else by the value that is replaced, else by how it looks.
 * `a.b=V` is the key of that very name when there is one, else the path. A name that neither the parameters nor the
 * schema know is a problem, unless there is nothing to compare with; `+key=value` adds it all the same.
 */
export const applySettings = (
  parameters: Parameters,
  settings: readonly string[],
  schema: JsonSchema | undefined,
): { readonly parameters: Parameters; readonly problems: readonly SetUpProblem[] } => {
  const problems: SetUpProblem[] = [];
  let current: Value = parameters;
  for (const setting of settings) {
    const match = /^(\+?)([^=]+)=(.*)$/s.exec(setting);
    if (!match) {
      problems.push({
        path: `--set ${setting}`,
        message: `expected a name and a value, such as --set lr=0.1`,
      });
      continue;
    }
    const [, plus, name = '', text = ''] = match;
    const outcome = place({ name, text, mayAdd: plus === '+' }, name, {
      target: current,
      original: parameters,
      schema,
    });
    if (outcome.problem) problems.push(outcome.problem);
    else current = outcome.value;
  }
  return { parameters: current as Parameters, problems };
};

interface Setting {
  readonly name: string;
  readonly text: string;
  readonly mayAdd: boolean;
}

/** A map, or what is to become one, while a setting is put into it. */
interface Place {
  readonly target: Value | undefined;
  /** The same place before any setting: what names are compared with. */
  readonly original: Value | undefined;
  readonly schema: JsonSchema | undefined;
}

/** The target with the value set at the rest of the name. */
const place = (setting: Setting, rest: string, { target, original, schema }: Place): Outcome => {
  const map = target ?? {};
  if (!isMap(map)) {
    const owner = setting.name.slice(0, -rest.length - 1);
    return mistake(setting, `${owner} is not a map, so it has no ${rest}`);
  }
  const known = [...keysOf(original), ...(schema ? propertyNames(schema) : [])];
  const isWhole = known.includes(rest) || !rest.includes('.');
  const key = isWhole ? rest : rest.slice(0, rest.indexOf('.'));
  const isOpen = known.length === 0 || (schema !== undefined && allowsOthers(schema));
  if (!known.includes(key) && !isOpen && !setting.mayAdd) return unknown(setting, key, known);

  const inner = {
    target: valueAt(map, key),
    original: valueAt(original, key),
    schema: schema && propertySchema(schema, key),
  };
  const placed = isWhole
    ? typed(setting, inner)
    : place(setting, rest.slice(key.length + 1), inner);
  return placed.problem ? placed : { value: { ...map, [key]: placed.value } };
};

const keysOf = (value: Value | undefined): readonly string[] =>
  value !== undefined && isMap(value) ? Object.keys(value) : [];

const valueAt = (value: Value | undefined, key: string): Value | undefined =>
  value !== undefined && isMap(value) && Object.hasOwn(value, key) ? value[key] : undefined;

const typed = (setting: Setting, { original, schema }: Place): Outcome => {
  const { text } = setting;
  if (schema) {
    // What fits no kind is left to the schema, which says best what it expects.
    return { value: firstOf(text, kindsOf(schema)) ?? guessValue(text) };
  }
  if (original === undefined || original === null) return { value: guessValue(text) };
  const kind = kindOf(original);
  const value = firstOf(text, kind === 'int' ? ['int', 'double'] : [kind]);
  return value === undefined
    ? mistake(setting, `expected ${kindNames[kind]}, got ${text}`)
    : { value };
};

const kindNames: { readonly [kind in ValueKind]: string } = {
  boolean: 'true or false',
  int: 'a whole number',
  double: 'a number',
  string: 'text',
  json: 'a list or map as JSON',
};

const firstOf = (text: string, kinds: readonly ValueKind[]): Value | undefined => {
  for (const kind of kinds) {
    const value = parseTyped(text, kind);
    if (value !== undefined) return value;
  }
  return undefined;
};

const unknown = (setting: Setting, key: string, known: readonly string[]): Outcome => {
  const suggestion = didYouMean(key, known);
  return {
    problem: {
      path: setting.name,
      message: 'no such parameter.',
      ...(suggestion !== undefined && { suggestion }),
      details: [
        `there are: ${known.join(', ')}; to add one: --set +${setting.name}=${setting.text}`,
      ],
    },
  };
};

const mistake = (setting: Setting, message: string): Outcome => ({
  problem: { path: setting.name, message },
});
