import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arbitraryJson, arbitraryParameters, arbitraryValue } from '../../test/arbitrary-value.ts';
import { argumentText } from './argument-text.ts';
import { jsonText, privateJson, stringifyPrivate } from './json-text.ts';
import { parseJsonText, parsePrivate, parsePrivateJson } from './parse-json.ts';
import { publicValue } from './public-value.ts';
import { Double, type Value } from './value.ts';
import { isList, isMap, kindOf, sameValue, toDouble, toInt } from './value-kind.ts';

interface Vector {
  readonly name: string;
  readonly json: string;
  readonly kind: string;
  readonly argument: string;
  readonly jsonText?: string | null;
}

const VECTORS: readonly Vector[] = JSON.parse(
  readFileSync(new URL('../../test-vectors/values.json', import.meta.url), 'utf8'),
);

test.each(VECTORS)('$name: as the test vector says', ({ json, kind, argument, ...vector }) => {
  const value = parsePrivateJson(json);
  expect(kindOf(value)).toBe(kind);
  expect(privateJson(value)).toBe(json);
  expect(argumentText(value)).toBe(argument);
  if (vector.jsonText !== null) {
    const plain = vector.jsonText ?? json;
    expect(jsonText(value)).toBe(plain);
    expect(sameValue(parseJsonText(plain), value)).toBe(true);
  }
});

const RUNS = { numRuns: 2000 };

test('any value survives private JSON', () => {
  fc.assert(
    fc.property(arbitraryValue, (value) => sameValue(parsePrivateJson(privateJson(value)), value)),
    RUNS,
  );
});

test('any list or map survives plain JSON', () => {
  fc.assert(
    fc.property(arbitraryJson, (value) => sameValue(parseJsonText(jsonText(value)), value)),
    RUNS,
  );
});

test('plain JSON cannot hold NaN, which is our own mistake', () => {
  expect(() => jsonText([Number.NaN])).toThrow('Internal error: plain JSON cannot hold NaN');
});

test('a record keeps the values in it, and leaves out what is undefined', () => {
  fc.assert(
    fc.property(arbitraryParameters, (parameters) => {
      const record = { index: 0, name: undefined, tags: ['a'], parameters };
      const line = stringifyPrivate(record);
      return (
        !line.includes('\n') &&
        sameValue(parsePrivate(line) as Value, { index: 0, tags: ['a'], parameters })
      );
    }),
    RUNS,
  );
});

test('a map that looks like a marked double survives beside undefined', () => {
  const line = stringifyPrivate({ a: { $double: 'nan', b: undefined }, c: Number.NaN });
  expect(line).toBe('{"a":{"$$double":"nan"},"c":{"$double":"nan"}}');
  expect(parsePrivate(line)).toEqual({ a: { $double: 'nan' }, c: Number.NaN });
});

test('a record without anything special is not copied', () => {
  const record = Object.freeze({ a: Object.freeze([1, 0.5, 'x', null]) });
  expect(stringifyPrivate(record)).toBe('{"a":[1,0.5,"x",null]}');
});

/** A number as JSON spells it, with more digits than anyone writes. */
const arbitraryNumberText = fc.oneof(
  fc.stringMatching(/^-?(?:0|[1-9][0-9]{0,20})(?:\.[0-9]{1,20})?(?:[eE][-+]?[0-9]{1,2})?$/),
  fc.stringMatching(/^-?(?:0|[1-9][0-9]{0,3})\.(?:0{1,18}|9{1,18})[0-9]{0,2}$/),
  fc.constantFrom(
    '-0',
    '-0.0',
    '-0e0',
    '1E400',
    '1e-400',
    '4503599627370497.25',
    '9999999999.0000009',
  ),
);

const expectedNumber = (text: string): Value =>
  /[.eE]/.test(text) ? toDouble(Number(text)) : toInt(BigInt(text));

test('a number is a double when it is written with a point or an exponent, else an int', () => {
  fc.assert(
    fc.property(arbitraryNumberText, fc.constantFrom('', ' ', '\n\t'), (text, space) => {
      const expected = expectedNumber(text);
      expect(parseJsonText(`${space}${text}${space}`)).toStrictEqual(expected);
      expect(parseJsonText(`[true,${space}${text}${space}, null]`)).toStrictEqual([
        true,
        expected,
        null,
      ]);
      expect(parsePrivateJson(`{ "a" :${space}${text}${space}}`)).toStrictEqual({ a: expected });
    }),
    { numRuns: 5000 },
  );
});

test('JSON is read as what it says, however it is laid out', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom('', ' ', '\n'), (value, indent) => {
      // The number in front makes sure that the text is read exactly, not by JSON.parse alone.
      const [, read] = parseJsonText(JSON.stringify([1e300, value], null, indent)) as Value[];
      return sameValue(withDoubles(read as Value), withDoubles(value as Value));
    }),
    RUNS,
  );
});

/** With every number as a double, since JSON.stringify does not keep the difference. */
const withDoubles = (value: Value): Value => {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (isList(value)) return value.map(withDoubles);
  if (!isMap(value)) return toDouble(Number(value) + 0);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withDoubles(item)]));
};

test('a key with an escape is read right after a key that begins like it', () => {
  const keys = ['\\', '\n', '"', '\r'];
  for (const key of [...keys, ...keys]) {
    const value = { first: 1, [key]: 2 };
    expect(parseJsonText(jsonText(value))).toEqual(value);
    expect(parsePrivate(stringifyPrivate(value))).toEqual(value);
  }
});

test.each([
  ['{"a":1.0,"a":2.0}', { a: new Double(2) }],
  ['{"a":1,"a":2}', { a: 2 }],
  ['{"a":{},"b":[],"c":1.0}', { a: {}, b: [], c: new Double(1) }],
  [' [ ] ', []],
  ['["\\\\","\\"",1.0]', ['\\', '"', new Double(1)]],
  ['["\\u0041",1.0,"1.0, 2.0"]', ['A', new Double(1), '1.0, 2.0']],
  ['{"$double":"nan"}', { $double: 'nan' }],
])('plain JSON %s is read exactly', (text, value) => {
  expect(parseJsonText(text)).toStrictEqual(value);
});

test.each(['', '{', '[1.0', '{"a":1.0', '[1.0,]', '01.0', '{"$double":', 'nan'])(
  '%j is no JSON, and that is thrown',
  (text) => {
    expect(() => parseJsonText(text)).toThrow(SyntaxError);
    expect(() => parsePrivate(text)).toThrow(SyntaxError);
  },
);

test('for --json, NaN and infinities are words, and big integers keep their digits', () => {
  const value = { a: [new Double(1), 2n ** 64n, 0.5, -0], b: { c: null, d: 'NaN' } };
  expect(JSON.stringify(publicValue(value))).toBe(
    '{"a":[1,18446744073709551616,0.5,0],"b":{"c":null,"d":"NaN"}}',
  );
  const numbers = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  expect(numbers.map(publicValue)).toEqual(['NaN', 'Infinity', '-Infinity']);
});

test('for --json, every value is JSON', () => {
  fc.assert(
    fc.property(arbitraryValue, (value) => {
      JSON.parse(JSON.stringify(publicValue(value)));
    }),
  );
});
