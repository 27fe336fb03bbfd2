import { describe, expect, test } from 'vitest';
import { Double, type Value } from '../values/value.ts';
import { hydraText, isHydraKey, isHydraName } from './hydra-text.ts';

// Hydra 1.3 reads each text as its value.
test.each<[string, Value]>([
  ['1', 1],
  ['1', new Double(1)],
  ['1e-7', 1e-7],
  ['18446744073709551616', 2n ** 64n],
  ['NaN', Number.NaN],
  ['inf', Number.POSITIVE_INFINITY],
  ['-inf', Number.NEGATIVE_INFINITY],
  ['true', true],
  ['null', null],
  ['[]', []],
  ['{}', {}],
  ["[1,[null,'a b']]", [1, [null, 'a b']]],
  ['[{a:1,b\\ c\\:d:[{}]}]', [{ a: 1, 'b c:d': [{}] }]],
  ['adam', 'adam'],
  ['resnet-50', 'resnet-50'],
  ['/data/set.v1', '/data/set.v1'],
  ["''", ''],
  ["'1'", '1'],
  ["'1e-3'", '1e-3'],
  ["'True'", 'True'],
  ["'null'", 'null'],
  ["'inf'", 'inf'],
  ["'a,b'", 'a,b'],
  ["'x=1'", 'x=1'],
  ["'choice(1,2)'", 'choice(1,2)'],
  ["'it\\'s'", "it's"],
  ["'a\\b'", 'a\\b'],
  ["'a\\\\'", 'a\\'],
  ["'a\\\\\\'b'", "a\\'b"],
  ["'two\nlines'", 'two\nlines'],
  [`'\\\${x}'`, `\${x}`],
  [`'\\\\\\\${x}'`, `\\\${x}`],
  ["'$x {y}'", '$x {y}'],
])('a value is written as %s', (expected, value) => {
  expect(hydraText(value)).toBe(expected);
});

describe('names that can stand in an override', () => {
  test.each(['lr', 'a.b', 'a.0', 'a-b', '_x', '$x', '+lr', '++a.b', 'db/sql', 'db@a.b', 'db@'])(
    '%s can',
    (name) => expect(isHydraName(name)).toBe(true),
  );
  test.each(['', '1', 'a b', 'a=b', 'a..b', 'a.01', '~a', 'é', 'a/', 'db@0', 'a.b/c'])(
    '%j can not',
    (name) => expect(isHydraName(name)).toBe(false),
  );
});

describe('keys of maps inside lists', () => {
  test.each(['a', 'a b', 'a.b', '1a', 'x=1', '{', '\\'])('%s stays text', (key) =>
    expect(isHydraKey(key)).toBe(true),
  );
  test.each(['', '1', '-1.5', '1e5', 'true', 'NULL', 'nan', "a'b", 'é', 'a\nb'])(
    '%j does not',
    (key) => expect(isHydraKey(key)).toBe(false),
  );
});
