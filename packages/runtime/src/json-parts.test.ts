import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonPartsOf } from './json-parts.ts';

const textOf = (input: unknown) => JSON.stringify(jsonPartsOf(input).value);

test.each([
  [{ a: 1, b: [true, null, 'x'] }, '{"a":1,"b":[true,null,"x"]}'],
  [2n ** 70n, '1180591620717411303424'],
  [{ a: Number.NaN, b: -Infinity }, '{"a":"NaN","b":"-Infinity"}'],
  [{ at: new Date(0) }, '{"at":"1970-01-01T00:00:00.000Z"}'],
  [{ a: undefined }, '{}'],
  [{ a: new Float32Array([0.5, 1]) }, '{"a":[0.5,1]}'],
  [new BigInt64Array([1n]), '[1]'],
  [undefined, undefined],
])('value %# is held whole', (input, json) => {
  expect(textOf(input)).toBe(json);
  expect(jsonPartsOf(input).dropped).toEqual([]);
});

test('parts that JSON cannot hold are dropped with their path, and the others stay', () => {
  const cycle: Record<string, unknown> = { x: 1 };
  cycle.again = cycle;
  const input = {
    ok: 1,
    f: () => 1,
    list: [1, Symbol('s'), 3],
    deep: { 'odd key': new Map([[1, 2]]), set: new Set([1]) },
    error: new Error('e'),
    promise: Promise.resolve(),
    cycle,
  };
  expect(textOf(input)).toBe('{"ok":1,"list":[1,null,3],"deep":{},"cycle":{"x":1}}');
  expect(jsonPartsOf(input).dropped).toEqual([
    { path: 'f', what: 'a function' },
    { path: 'list[1]', what: 'a symbol' },
    { path: 'deep["odd key"]', what: 'a Map' },
    { path: 'deep.set', what: 'a Set' },
    { path: 'error', what: 'an Error' },
    { path: 'promise', what: 'a Promise' },
    { path: 'cycle.again', what: 'a part of itself' },
  ]);
});

test('one object at two places is no cycle', () => {
  const shared = { x: 1 };
  expect(textOf([shared, shared])).toBe('[{"x":1},{"x":1}]');
});

test('what JSON holds comes back as it was', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(textOf(value)).toBe(JSON.stringify(value));
    }),
  );
});
