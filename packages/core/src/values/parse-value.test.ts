import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arbitraryValue } from '../../test/arbitrary-value.ts';
import { argumentText } from './argument-text.ts';
import { guessValue, parseTyped } from './parse-value.ts';
import { Double, type Value, type ValueKind } from './value.ts';
import { kindOf, sameValue } from './value-kind.ts';

test.each<[string, ValueKind, Value | undefined]>([
  ['true', 'boolean', true],
  ['False', 'boolean', false],
  ['yes', 'boolean', true],
  ['no', 'boolean', false],
  ['1', 'boolean', undefined],
  ['on', 'boolean', undefined],
  ['', 'boolean', undefined],
  ['7', 'int', 7],
  ['+7', 'int', 7],
  ['-0', 'int', 0],
  ['007', 'int', 7],
  ['18446744073709551616', 'int', 2n ** 64n],
  ['1.0', 'int', undefined],
  ['1e3', 'int', undefined],
  [' 7', 'int', undefined],
  ['', 'int', undefined],
  ['1', 'double', new Double(1)],
  ['1e-3', 'double', 0.001],
  ['1.', 'double', new Double(1)],
  ['.5', 'double', 0.5],
  ['-0', 'double', -0],
  ['nan', 'double', Number.NaN],
  ['NaN', 'double', Number.NaN],
  ['inf', 'double', Number.POSITIVE_INFINITY],
  ['+Infinity', 'double', Number.POSITIVE_INFINITY],
  ['-.inf', 'double', Number.NEGATIVE_INFINITY],
  ['infinit', 'double', undefined],
  ['0x10', 'double', undefined],
  ['.', 'double', undefined],
  ['', 'double', undefined],
  ['', 'string', ''],
  ['1', 'string', '1'],
  ['null', 'json', null],
  ['[1, 1.0]', 'json', [1, new Double(1)]],
  ['{"a": {}}', 'json', { a: {} }],
  ['1', 'json', undefined],
  ['[1', 'json', undefined],
  ['[1e999]', 'json', undefined],
  ['["\\u0000"]', 'json', undefined],
])('%j as %s is %o', (text, kind, value) => {
  expect(parseTyped(text, kind)).toStrictEqual(value);
});

test('any value survives as a word, when its kind is known', () => {
  fc.assert(
    fc.property(arbitraryValue, (value) => {
      const read = parseTyped(argumentText(value), kindOf(value));
      return read !== undefined && sameValue(read, value);
    }),
    { numRuns: 2000 },
  );
});

test.each<[string, Value]>([
  ['true', true],
  ['null', null],
  ['7', 7],
  ['-7', -7],
  ['1.0', new Double(1)],
  ['1e-3', 0.001],
  ['18446744073709551616', 2n ** 64n],
  ['[1, "a"]', [1, 'a']],
  ['{"a": 1.0}', { a: new Double(1) }],
  ['', ''],
  ['True', 'True'],
  ['yes', 'yes'],
  ['0777', '0777'],
  ['+7', '+7'],
  ['.5', '.5'],
  ['1 2', '1 2'],
  ['nan', 'nan'],
  ['"a"', '"a"'],
  ['[a]', '[a]'],
  ['{lr}', '{lr}'],
  ['[1e999]', '[1e999]'],
  ['truey', 'truey'],
])('with no kind known, %j is %o', (text, value) => {
  expect(guessValue(text)).toStrictEqual(value);
});
