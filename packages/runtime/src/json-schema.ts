import type { ValueKind } from '@mrunner/core/values';

/** A JSON Schema, as a schema library wrote it. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** The schemas that a value may or must fit: itself and the members of `anyOf`, `oneOf` and `allOf`, at any depth. */
const parts = (schema: JsonSchema): readonly JsonSchema[] => [
  schema,
  ...['anyOf', 'oneOf', 'allOf'].flatMap((keyword) =>
    listOf(schema[keyword]).filter(isSchema).flatMap(parts),
  ),
];

/** The names of the properties that a schema of maps knows. */
export const propertyNames = (schema: JsonSchema): readonly string[] => [
  ...new Set(parts(schema).flatMap((part) => Object.keys(mapOf(part.properties)))),
];

/** What a schema of maps says about one property; undefined when it says nothing. */
export const propertySchema = (schema: JsonSchema, name: string): JsonSchema | undefined => {
  const found = parts(schema).flatMap(({ properties, additionalProperties }) => {
    const known = mapOf(properties);
    const property = Object.hasOwn(known, name) ? known[name] : additionalProperties;
    return isSchema(property) ? [property] : [];
  });
  return found.length > 1 ? { anyOf: found } : found[0];
};

/** Whether a schema of maps says that it takes properties that it does not name. */
export const allowsOthers = (schema: JsonSchema): boolean =>
  parts(schema).some(
    ({ additionalProperties: others }) => others !== undefined && others !== false,
  );

/** The properties that must be there; of alternatives, those of the first. */
export const requiredNames = (schema: JsonSchema): readonly string[] => {
  const [first] = [...listOf(schema.anyOf), ...listOf(schema.oneOf)].filter(isSchema);
  const inherited = [...listOf(schema.allOf).filter(isSchema), ...(first ? [first] : [])];
  const own = listOf(schema.required).filter((name) => typeof name === 'string');
  return [...new Set([...own, ...inherited.flatMap(requiredNames)])];
};

const kindsByType: ReadonlyMap<unknown, ValueKind> = new Map([
  ['boolean', 'boolean'],
  ['integer', 'int'],
  ['number', 'double'],
  ['null', 'json'],
  ['array', 'json'],
  ['object', 'json'],
  ['string', 'string'],
]);

/** The kinds of value that a schema names, in the order in which a word of a command line is tried: text is last. */
export const kindsOf = (schema: JsonSchema): readonly ValueKind[] => {
  const types = parts(schema).flatMap((part) => [
    ...(Array.isArray(part.type) ? part.type : [part.type]),
    ...[...listOf(part.enum), ...('const' in part ? [part.const] : [])].map(typeOfExample),
  ]);
  return [...kindsByType].flatMap(([type, kind]) => (types.includes(type) ? [kind] : []));
};

const typeOfExample = (example: unknown): string => {
  if (example === null) return 'null';
  return Array.isArray(example) ? 'array' : typeof example;
};

/** A value to show in a line to type: an example, a default, or the simplest one that fits. */
export const exampleOf = (schema: JsonSchema): unknown => {
  const [example] = [
    ...listOf(schema.examples),
    ...('default' in schema ? [schema.default] : []),
    ...('const' in schema ? [schema.const] : []),
    ...listOf(schema.enum),
  ];
  if (example !== undefined) return example;
  const [alternative] = parts(schema).slice(1);
  const types = Array.isArray(schema.type) ? schema.type : [schema.type];
  switch (types[0]) {
    case 'integer':
      return numberWithin(schema, [0, 1]);
    case 'number':
      return numberWithin(schema, [0.1, 1]);
    case 'boolean':
      return true;
    case 'array':
      return [];
    case 'object':
      return {};
    case undefined:
      return alternative ? exampleOf(alternative) : 'VALUE';
    default:
      return 'VALUE';
  }
};

const numberWithin = (schema: JsonSchema, preferred: readonly number[]): number => {
  const bound = (keyword: string, absent: number): number =>
    typeof schema[keyword] === 'number' ? schema[keyword] : absent;
  const [min, above] = [bound('minimum', -Infinity), bound('exclusiveMinimum', -Infinity)];
  const [max, below] = [bound('maximum', Infinity), bound('exclusiveMaximum', Infinity)];
  const middle = (Math.max(min, above) + Math.min(max, below)) / 2;
  const candidates = [...preferred, min, max, above + 1, below - 1, middle];
  const fits = (number: number): boolean =>
    Number.isFinite(number) && number >= min && number > above && number <= max && number < below;
  return candidates.find(fits) ?? preferred[0] ?? 0;
};

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null;

const mapOf = (value: unknown): { readonly [name: string]: unknown } =>
  isSchema(value) ? value : {};
