import { expect, test } from 'vitest';
import { z } from 'zod';
import {
  allowsOthers,
  exampleOf,
  type JsonSchema,
  kindsOf,
  propertyNames,
  propertySchema,
  requiredNames,
} from './json-schema.ts';

const schemaOf = (schema: z.ZodType): JsonSchema => z.toJSONSchema(schema, { io: 'input' });

const union = schemaOf(
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('sgd'), momentum: z.number() }),
    z.object({ kind: z.literal('adam'), beta: z.number().default(0.9) }),
  ]),
);

test('a union has the properties of all its members and requires those of the first', () => {
  expect(propertyNames(union)).toEqual(['kind', 'momentum', 'beta']);
  expect(requiredNames(union)).toEqual(['kind', 'momentum']);
  expect(kindsOf(propertySchema(union, 'kind') ?? {})).toEqual(['string']);
  expect(exampleOf(propertySchema(union, 'kind') ?? {})).toBe('sgd');
});

test('names of Object.prototype are no properties', () => {
  expect(propertySchema(union, 'constructor')).toBeUndefined();
});

test.each([
  [z.object({ a: z.int() }), false],
  [z.strictObject({ a: z.int() }), false],
  [z.looseObject({ a: z.int() }), true],
  [z.record(z.string(), z.int()), true],
])('schema %# takes names that it does not say: %s', (schema, others) => {
  expect(allowsOthers(schemaOf(schema))).toBe(others);
});

test.each([
  [z.number().positive(), 0.1],
  [z.number().min(5), 5],
  [z.number().gt(5).lt(5.5), 5.25],
  [z.number().negative(), -1],
  [z.int(), 0],
  [z.int().positive(), 1],
  [z.int().min(2).max(9), 2],
  [z.boolean(), true],
  [z.string(), 'VALUE'],
  [z.enum(['adam', 'sgd']), 'adam'],
  [z.literal(7), 7],
  [z.string().default('x'), 'x'],
  [z.array(z.int()), []],
  [z.object({ a: z.int() }), {}],
  [z.int().nullable(), 0],
  [z.union([z.string(), z.int()]), 'VALUE'],
])('schema %# has the example %j', (schema, example) => {
  expect(exampleOf(schemaOf(schema))).toEqual(example);
});

test.each([
  [z.int().nullable(), ['int', 'json']],
  [z.union([z.string(), z.boolean()]), ['boolean', 'string']],
  [z.array(z.int()), ['json']],
  [z.any(), []],
])('schema %# has the kinds %j', (schema, kinds) => {
  expect(kindsOf(schemaOf(schema))).toEqual(kinds);
});
