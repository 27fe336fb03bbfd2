import fc from 'fast-check';
import { setOwn } from '../src/values/own-property.ts';
import type { Double, Parameters, Value } from '../src/values/value.ts';
import { toDouble, toInt } from '../src/values/value-kind.ts';

/** Text that some reader of YAML, JSON or numbers is known to take for something else, and prototype traps. */
const TRICKY_TEXTS = [
  ...['', ' ', '  a', 'a ', '\t', 'a\tb', '\n', 'a\n', '\na', 'a\nb', 'a\n\n b', '\r', 'a\r\nb'],
  ...['yes', 'No', 'on', 'OFF', 'y', 'N', 'true', 'False', 'null', '~', 'Null', 'None', '=', '<<'],
  ...['1', '01', '-1', '+1', '1.0', '1.', '.5', '+.5', '1e5', '1e-5', '1.0e+5', '1_0', '._', '.'],
  ...['0777', '0o7', '0x1F', '0x_', '0b1', '0b_', '0_', '1:30', '01:30', '1:30.5', '-1:2', '.inf'],
  ...['-.INF', '.nan', '+.NaN', 'nan', 'inf', 'NaN', 'Infinity', '-0', '1__2', '8e', '0e0', '_1'],
  ...['2020-01-01', '2020-13-45', '2001-12-14 21:59:43.1 -5', '2020-13-45T25:61:61Z', '12:30:45'],
  ...[
    'a: b',
    'a:',
    ':a',
    ': ',
    'a #b',
    '#a',
    'a#b',
    '- a',
    '-',
    '--',
    '---',
    '--- a',
    '...',
    '? a',
  ],
  ...['?', '|', '>', '| a', '&a', '*a', '!a', '!!str a', '%a', '@a', '`a', '{', '}', '[', ']', ','],
  ...['{a: 1}', '[1]', '"', "'", '""', "''", '"a', "it's", '\\', '\\n', '\\x41', '$', '$double'],
  ...['$$double', '\u0001', '\u0007', '\u001b', '\u007f', '\u0085', '\u00a0', '\u2028', '\u2029'],
  ...['\ufeff', '\ufffd', '\ufffe', '\uffff', '\u{1fffe}', '\u{10ffff}', '🙂', 'zażółć', '漢字'],
  ...['__proto__', 'constructor', 'toString', 'toJSON', 'hasOwnProperty', 'x'.repeat(1030)],
];

/** Text of the value model: any Unicode characters but NUL, and often something tricky. */
export const arbitraryText: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...TRICKY_TEXTS) },
  { weight: 1, arbitrary: fc.string({ maxLength: 12 }) },
  { weight: 2, arbitrary: fc.stringMatching(/^[-+.0-9_:exobaftn TZ]{1,9}$/) },
  { weight: 1, arbitrary: fc.stringMatching(/^[-?:,[\]{}#&*!|>'"%@` \n\ta]{1,5}$/) },
  {
    weight: 2,
    arbitrary: fc
      .string({ unit: 'binary', maxLength: 12 })
      .map((text) => text.replaceAll('\0', '0')),
  },
);

/** Ints of up to 200 bits, the small and the just unsafe ones often. */
export const arbitraryInt: fc.Arbitrary<number | bigint> = fc.oneof(
  fc.integer({ min: -20, max: 20 }),
  fc.maxSafeInteger(),
  fc.bigInt(2n ** 53n - 5n, 2n ** 53n + 5n).map(toInt),
  fc.bigInt(-(2n ** 200n), 2n ** 200n).map(toInt),
);

/** Finite doubles, integral ones often. */
export const arbitraryFinite: fc.Arbitrary<number | Double> = fc
  .oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer().map(Number),
    fc.tuple(fc.integer({ min: -999, max: 999 }), fc.integer({ min: -30, max: 30 })).map(power),
    fc.constantFrom(0, -0, 1e15, 1e16, 1e20, 1e21, 1e22, 1e-4, 1e-5, 1e-6, 1e-7, 5e-324, 2 ** 53),
  )
  .map(toDouble);

function power([digits, exponent]: [number, number]): number {
  return Number(`${digits}e${exponent}`);
}

const finiteScalar: fc.Arbitrary<Value> = fc.oneof(
  arbitraryText,
  arbitraryInt,
  arbitraryFinite,
  fc.boolean(),
);

const mapOf = (value: fc.Arbitrary<Value>): fc.Arbitrary<Parameters> =>
  fc.array(fc.tuple(arbitraryText, value), { maxLength: 4 }).map((entries) => {
    const map: { [key: string]: Value } = {};
    for (const [key, item] of entries) setOwn(map, key, item);
    return map;
  });

const { nested } = fc.letrec<{ nested: Value }>((tie) => ({
  nested: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.oneof(finiteScalar, fc.constant(null)),
    fc.array(tie('nested'), { maxLength: 4 }),
    mapOf(tie('nested')),
  ),
}));

/** Null, lists and maps. */
export const arbitraryJson: fc.Arbitrary<Value> = fc.oneof(
  fc.constant(null),
  fc.array(nested, { maxLength: 4 }),
  mapOf(nested),
);

/** Any value, also NaN and the infinities. */
export const arbitraryValue: fc.Arbitrary<Value> = fc.oneof(
  finiteScalar,
  arbitraryJson,
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
);

/** Any parameters. */
export const arbitraryParameters: fc.Arbitrary<Parameters> = mapOf(arbitraryValue);
