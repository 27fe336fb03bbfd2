import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arbitraryValue } from '../../test/arbitrary-value.ts';
import { parsePrivateJson } from './parse-json.ts';
import { Double, isDouble, type Value } from './value.ts';
import { isList, isMap, kindOf, plainOf, sameValue, toDouble, toInt } from './value-kind.ts';

test.each<[Value, string]>([
  [true, 'boolean'],
  [0, 'int'],
  [-(2 ** 53 - 1), 'int'],
  [2n ** 64n, 'int'],
  [new Double(1), 'double'],
  [0.5, 'double'],
  [-0, 'double'],
  [2 ** 53, 'double'],
  [Number.NaN, 'double'],
  [Number.NEGATIVE_INFINITY, 'double'],
  ['', 'string'],
  [null, 'json'],
  [[], 'json'],
  [{}, 'json'],
])('%o is of kind %s', (value, kind) => {
  expect(kindOf(value)).toBe(kind);
});

test('only safe integers are wrapped as doubles', () => {
  expect(toDouble(1)).toEqual(new Double(1));
  expect(toDouble(0)).toEqual(new Double(0));
  for (const double of [-0, 0.5, 2 ** 53, -1e300, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(toDouble(double)).toBe(double);
  }
});

test('a bigint stays one only beyond 2^53', () => {
  expect(toInt(2n ** 53n - 1n)).toBe(2 ** 53 - 1);
  expect(toInt(2n ** 53n)).toBe(2n ** 53n);
  expect(toInt(-(2n ** 53n))).toBe(-(2n ** 53n));
  expect(toInt(-0n)).toBe(0);
});

test('every double is wrapped or is none of a safe integer', () => {
  fc.assert(
    fc.property(fc.double(), (input) => {
      const value = toDouble(input);
      return kindOf(value) === 'double' && Object.is(Number(value), input);
    }),
  );
});

test('a Double of another copy of the package is a Double', () => {
  class Other {
    readonly value = 1;
    get [Symbol.for('mrunner.double')]() {
      return true;
    }
  }
  expect(isDouble(new Other())).toBe(true);
  expect(isDouble({ value: 1 })).toBe(false);
});

test('lists and maps are told apart from scalars', () => {
  expect([[], {}, null, 'a', new Double(1)].map(isList)).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
  expect([[], {}, null, 'a', new Double(1)].map(isMap)).toEqual([false, true, false, false, false]);
});

test('user functions get plain numbers, in copies of lists and maps', () => {
  const value = { a: [new Double(1), 0.5, 2n ** 64n, null, true], b: { c: new Double(0) } };
  const plain = plainOf(value);
  expect(plain).toStrictEqual({ a: [1, 0.5, 2n ** 64n, null, true], b: { c: 0 } });
  expect((plain as typeof value).b).not.toBe(value.b);
});

test('a key __proto__ is a key like any other', () => {
  const value = parsePrivateJson('{"__proto__":{"x":1.0}}');
  expect(Object.entries(plainOf(value) as object)).toEqual([['__proto__', { x: 1 }]]);
  expect(sameValue(value, {})).toBe(false);
  expect(sameValue({}, value)).toBe(false);
});

test.each<[Value, Value, boolean]>([
  [1, 1, true],
  [1, new Double(1), false],
  [new Double(1), new Double(1), true],
  [new Double(1), new Double(2), false],
  [Number.NaN, Number.NaN, true],
  [new Double(0), -0, false],
  [-0, -0, true],
  [2n ** 64n, 2n ** 64n, true],
  [2n ** 64n, 2 ** 64, false],
  ['1', 1, false],
  [null, {}, false],
  [[], {}, false],
  [{ a: 1, b: [2] }, { b: [2], a: 1 }, true],
  [{ a: 1 }, { a: 1, b: 1 }, false],
  [{ a: 1 }, { b: 1 }, false],
  [[1, 2], [2, 1], false],
  [[1], [1, 2], false],
  [{ toString: null }, {}, false],
  [new Double(1), { value: 1 }, false],
])('%o and %o: the same is %s', (a, b, expected) => {
  expect(sameValue(a, b)).toBe(expected);
  expect(sameValue(b, a)).toBe(expected);
});

test('every value is the same as itself', () => {
  fc.assert(fc.property(arbitraryValue, (value) => sameValue(value, structuredCopy(value))));
});

const structuredCopy = (value: Value): Value => {
  if (isList(value)) return value.map(structuredCopy);
  if (!isMap(value)) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, structuredCopy(item)] as const);
  return Object.fromEntries(entries.reverse());
};
