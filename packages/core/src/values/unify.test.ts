import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arbitraryValue } from '../../test/arbitrary-value.ts';
import { unifyNumbers } from './unify.ts';
import { Double, type Value } from './value.ts';
import { kindOf } from './value-kind.ts';

test.each<[readonly Value[], readonly Value[]]>([
  [[], []],
  [
    [1, 2],
    [1, 2],
  ],
  [
    [1, 0.5],
    [new Double(1), 0.5],
  ],
  [
    [1, new Double(2)],
    [new Double(1), new Double(2)],
  ],
  [
    [1, Number.NaN],
    [new Double(1), Number.NaN],
  ],
  [
    [0, -0],
    [new Double(0), -0],
  ],
  [
    [2n ** 64n, 0.5],
    [2 ** 64, 0.5],
  ],
  [
    [2n ** 64n, 1],
    [2n ** 64n, 1],
  ],
  [
    [1, 0.5, 'auto', null, true],
    [new Double(1), 0.5, 'auto', null, true],
  ],
  [
    [[1], [0.5]],
    [[1], [0.5]],
  ],
  [
    [1, [0.5]],
    [1, [0.5]],
  ],
])('the values %o of one axis are %o', (values, unified) => {
  expect(unifyNumbers(values)).toStrictEqual(unified);
});

test('numbers of one axis are all ints or all doubles', () => {
  fc.assert(
    fc.property(fc.array(arbitraryValue), (values) => {
      const kinds = new Set(unifyNumbers(values).map(kindOf));
      return !(kinds.has('int') && kinds.has('double'));
    }),
  );
});
