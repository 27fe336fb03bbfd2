import { setOwn } from '../values/own-property.ts';
import { Double, type Value, type ValueKind } from '../values/value.ts';
import { isList, isMap, kindOf } from '../values/value-kind.ts';

/** The part of JSON Schema that is looked at. A part that says nothing is `{}`. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: { readonly [key: string]: JsonSchema };
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema | false;
  readonly prefixItems?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly $ref?: string;
  readonly $defs?: { readonly [key: string]: JsonSchema };
  readonly default?: unknown;
}

/** A schema with its root, which references point into. */
interface Looked {
  readonly schema: JsonSchema;
  readonly root: JsonSchema;
}

const resolve = ({ schema, root }: Looked): JsonSchema => {
  const name = schema.$ref?.match(/^#\/\$defs\/(.+)$/)?.[1];
  return (name !== undefined && root.$defs?.[name]) || (schema.$ref === '#' ? root : schema);
};

const branches = (schema: JsonSchema): readonly JsonSchema[] => [
  ...(schema.anyOf ?? []),
  ...(schema.oneOf ?? []),
];

const typesOf = (schema: JsonSchema): readonly string[] =>
  schema.type === undefined ? [] : typeof schema.type === 'string' ? [schema.type] : schema.type;

/**
 * The parameter names that a schema knows, or undefined when it takes any or does not say.
 */
export const schemaKeys = (root: JsonSchema): readonly string[] | undefined => keysOf(root, root);

const keysOf = (unresolved: JsonSchema, root: JsonSchema): readonly string[] | undefined => {
  const schema = resolve({ schema: unresolved, root });
  if (schema.additionalProperties !== undefined && schema.additionalProperties !== false) {
    return undefined;
  }
  const parts = [...branches(schema), ...(schema.allOf ?? [])].map((part) => keysOf(part, root));
  if (parts.some((part) => part === undefined)) return undefined;
  if (schema.properties === undefined && parts.length === 0) return undefined;
  const keys = [...Object.keys(schema.properties ?? {}), ...parts.flatMap((part) => part ?? [])];
  return [...new Set(keys)];
};

/**
 * Turns integral numbers into doubles wherever the schema says `number`: whether a parameter is int or double must not
 * depend on the value it happens to have.
 */
export const withSchemaKinds = (value: Value, root: JsonSchema): Value =>
  convert(value, root, root);

const convert = (value: Value, unresolved: JsonSchema, root: JsonSchema): Value => {
  const schema = resolve({ schema: unresolved, root });
  if (typeof value === 'number' || typeof value === 'bigint')
    return convertNumber(value, schema, root);
  if (value === null || typeof value !== 'object' || value instanceof Double) return value;
  const fitting = branches(schema).find((branch) => fits(value, branch, root));
  let result = fitting === undefined ? value : convert(value, fitting, root);
  for (const part of schema.allOf ?? []) result = convert(result, part, root);
  if (isList(result)) return convertItems(result, schema, root);
  return isMap(result) ? convertProperties(result, schema, root) : result;
};

const convertNumber = (value: number | bigint, schema: JsonSchema, root: JsonSchema): Value => {
  if (typeof value === 'number' && Number.isSafeInteger(value) && says(schema, root) === 'number') {
    return Object.is(value, -0) ? value : new Double(value);
  }
  return value;
};

/** Whether a schema takes integers as `integer` or only as `number`; undefined when it does not say. */
const says = (unresolved: JsonSchema, root: JsonSchema): 'integer' | 'number' | undefined => {
  const schema = resolve({ schema: unresolved, root });
  const types = typesOf(schema);
  if (types.includes('integer')) return 'integer';
  if (types.includes('number')) return 'number';
  const parts = [...branches(schema), ...(schema.allOf ?? [])].map((part) => says(part, root));
  return parts.includes('integer') ? 'integer' : parts.includes('number') ? 'number' : undefined;
};

const convertItems = (list: readonly Value[], schema: JsonSchema, root: JsonSchema): Value =>
  list.map((item, index) => {
    const part = schema.prefixItems?.[index] ?? schema.items;
    return part === undefined || part === false ? item : convert(item, part, root);
  });

const convertProperties = (
  map: { readonly [key: string]: Value },
  schema: JsonSchema,
  root: JsonSchema,
): Value => {
  const others = schema.additionalProperties;
  if (schema.properties === undefined && typeof others !== 'object') return map;
  const converted: { [key: string]: Value } = {};
  for (const [key, value] of Object.entries(map)) {
    const part = Object.hasOwn(schema.properties ?? {}, key)
      ? schema.properties?.[key]
      : typeof others === 'object'
        ? others
        : undefined;
    setOwn(converted, key, part === undefined ? value : convert(value, part, root));
  }
  return converted;
};

/** Whether a value can belong to a branch: its type, its constants, its required keys. */
const fits = (value: Value, unresolved: JsonSchema, root: JsonSchema): boolean => {
  const schema = resolve({ schema: unresolved, root });
  if (schema.const !== undefined && schema.const !== value) return false;
  if (schema.enum !== undefined && !schema.enum.includes(value)) return false;
  const types = typesOf(schema);
  if (types.length > 0 && !types.some((type) => hasType(value, type))) return false;
  if (isMap(value)) {
    if (schema.required?.some((key) => !Object.hasOwn(value, key))) return false;
    for (const [key, part] of Object.entries(schema.properties ?? {})) {
      const property = Object.hasOwn(value, key) ? value[key] : undefined;
      if (property !== undefined && !fits(property, part, root)) return false;
    }
  }
  const parts = branches(schema);
  return parts.length === 0 || parts.some((part) => fits(value, part, root));
};

const hasType = (value: Value, type: string): boolean => {
  const kind = kindOf(value);
  switch (type) {
    case 'integer':
      return kind === 'int';
    case 'number':
      return kind === 'int' || kind === 'double';
    case 'null':
      return value === null;
    case 'array':
      return isList(value);
    case 'object':
      return value !== null && isMap(value);
    default:
      return kind === type;
  }
};

/**
 * The kinds that text given for a parameter may have, in the order to try them; empty when the schema does not say.
 *
 * @param steps the parameter's name, then keys within it
 */
export const kindsAt = (root: JsonSchema, steps: readonly string[]): readonly ValueKind[] => {
  let places: readonly JsonSchema[] = [root];
  for (const step of steps) {
    places = places.flatMap((place) => partsAt(place, step, root));
  }
  const found = new Set(places.flatMap((place) => leafKinds(place, root)));
  return (['int', 'double', 'boolean', 'json', 'string'] as const).filter((kind) =>
    found.has(kind),
  );
};

const partsAt = (unresolved: JsonSchema, step: string, root: JsonSchema): readonly JsonSchema[] => {
  const schema = resolve({ schema: unresolved, root });
  const own =
    schema.properties?.[step] ??
    (typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined);
  const below = [...branches(schema), ...(schema.allOf ?? [])].flatMap((part) =>
    partsAt(part, step, root),
  );
  return own === undefined ? below : [own, ...below];
};

const leafKinds = (unresolved: JsonSchema, root: JsonSchema): readonly ValueKind[] => {
  const schema = resolve({ schema: unresolved, root });
  const kinds = typesOf(schema).map((type): ValueKind => {
    if (type === 'integer') return 'int';
    if (type === 'number') return 'double';
    if (type === 'boolean' || type === 'string') return type;
    return 'json';
  });
  const constants = [...(schema.enum ?? []), ...(schema.const === undefined ? [] : [schema.const])];
  return [
    ...kinds,
    ...(kinds.length > 0 ? [] : constants.map((constant) => kindOf(constant as Value))),
    ...[...branches(schema), ...(schema.allOf ?? [])].flatMap((part) => leafKinds(part, root)),
  ];
};
