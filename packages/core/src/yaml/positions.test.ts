import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { Double } from '../values/value.ts';
import { parseYamlWithPositions, type YamlFile } from './positions.ts';

const parsed = (text: string): YamlFile => {
  const result = parseYamlWithPositions(text, 'spec.yaml');
  if (!result.ok) throw Error(JSON.stringify(result.problems));
  return result.value;
};

const problemsOf = (text: string) => {
  const result = parseYamlWithPositions(text, 'spec.yaml');
  return result.ok ? [] : result.problems;
};

test.each([
  ['1', 1],
  ['1.0', new Double(1)],
  ['1e5', new Double(100000)],
  ['1e300', 1e300],
  ['0.5', 0.5],
  ['-0.0', -0],
  ['.inf', Number.POSITIVE_INFINITY],
  ['12345678901234567890', 12345678901234567890n],
  ['0x10', 16],
  ['yes', 'yes'],
  ['1:30:00', '1:30:00'],
  ['"1"', '1'],
  ['true', true],
  ['', null],
])('%s has the value of YAML 1.2', (text, value) => {
  expect(parsed(`key: ${text}`).data).toEqual({ key: value });
});

test('a file that declares YAML 1.1 is read as 1.2 all the same', () => {
  expect(parsed('%YAML 1.1\n---\nkey: [yes, 1:30]').data).toEqual({ key: ['yes', '1:30'] });
});

test('an empty file is null', () => {
  expect(parsed('# nothing\n').data).toBeNull();
});

test('merge keys fill in what the map does not say itself', () => {
  const { data } = parsed('a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc: {<<: [*a, *b], x: 3}');
  expect(data).toMatchObject({ c: { x: 3, y: 1, z: 2 } });
});

test('an alias means the last anchor of that name before it', () => {
  const { data } = parsed('a: &a {b: &b 1}\nc: &b 2\nd: *a\ne: *b');
  expect(data).toMatchObject({ d: { b: 1 }, e: 2 });
});

test('a key named __proto__ is a key as any other', () => {
  expect(Object.keys(parsed('__proto__: {a: 1}').data as object)).toEqual(['__proto__']);
});

test('a place is found by its path, with the line before it', () => {
  const file = parsed('script: python train.py\nparameters:\n  - {lr: 0.10}\n');
  const value = { line: 3, column: 10, length: 4, excerpt: ['parameters:', '  - {lr: 0.10}'] };
  const path = ['parameters', 0, 'lr'];
  expect(file.locate(path)).toEqual({ file: 'spec.yaml', ...value });
  expect(file.locate(path, 'key')).toMatchObject({ line: 3, column: 6, length: 2 });
  expect(file.textAt(path)).toBe('0.10');
});

test('a merged value stands where it was written', () => {
  const file = parsed('a: &a\n  lr: 1\nb:\n  <<: *a\n');
  expect(file.locate(['b', 'lr'])).toMatchObject({ line: 2, column: 7 });
});

test('what is not in the file is shown at the nearest thing around it', () => {
  const file = parsed('a:\n  b: {c: 1}\n');
  expect(file.locate(['a', 'b', 'x', 'y'])).toMatchObject({ line: 2, column: 6 });
  expect(file.textAt(['a', 'b', 'x'])).toBeUndefined();
});

test('a value of several lines is underlined to the end of its first', () => {
  const file = parsed('a: [1,\n  2]\n');
  expect(file.locate(['a'])).toMatchObject({ line: 1, column: 4, length: 3 });
});

test('the word null is a key like others, nothing at all is none', () => {
  expect(parsed('flags: {null: literal}\n').data).toEqual({ flags: { null: 'literal' } });
  expect(problemsOf(': 1\n')).toMatchObject([{ message: 'expected a name as the key' }]);
  expect(problemsOf('null: 1\nnull: 2\n')).toMatchObject([{ path: 'null' }]);
});

test.each([
  ['a key written twice', 'a: 1\nb: {c: 1, c: 2}\n', 'the key c is written twice', 2, 11],
  ['an alias of itself', 'a: &a [*a]\n', '*a contains itself', 1, 8],
  ['an alias of nothing', 'a: &base 1\nb: *bas\n', '*bas stands for nothing', 2, 4],
  ['a map as a key', '? [a]\n: 1\n', 'expected a name as the key', 1, 3],
  ['a merge of a number', '<<: 3\n', 'expected a map to merge', 1, 5],
  ['a list without end', 'a: [1, 2\nb: 3\n', 'end with a ]', 2, 1],
  ['a tab', 'a:\n\t- b\n', 'tabs are not allowed as indentation', 2, 1],
  ['a second document', 'a: 1\n---\nb: 2\n', 'expected one document', 2, 1],
  ["a tag of Python's", 'a: !!python/object:a.B {}\n', 'a Python object is no plain value', 1, 4],
])('%s is a problem at its place', (_, text, message, line, column) => {
  expect(problemsOf(text)).toMatchObject([
    {
      message: expect.stringContaining(message),
      position: { file: 'spec.yaml', line, column, excerpt: expect.any(Array) },
    },
  ]);
});

test('all keys that are written twice are reported together', () => {
  expect(problemsOf('a: 1\na: 2\nb: 1\nb: 2\n')).toMatchObject([{ path: 'a' }, { path: 'b' }]);
});

test('what an alias repeats is reported once', () => {
  expect(problemsOf('a: &a {x: 1, x: 2}\nb: *a\nc: *a\n')).toHaveLength(1);
});

test('aliases of aliases are given up before they fill the memory', () => {
  const lines = Array.from({ length: 12 }, (_, i) => `a${i}: &a${i} [${`*a${i - 1},`.repeat(9)}]`);
  const text = ['a-1: &a-1 [1]', ...lines].join('\n');
  expect(problemsOf(text)).toMatchObject([{ kind: 'limit' }]);
});

test('any text is read or refused, and never throws', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'a:-[]{}&*!|>"\'#%\n\t ,?<1.') }), (text) => {
      const result = parseYamlWithPositions(text, 'f');
      if (!result.ok) expect(result.problems[0]?.position?.line).toBeGreaterThan(0);
    }),
  );
});

test('what the yaml package writes is read as the same data', () => {
  // It writes the key << plain, which means a merge to us.
  const key = fc.string().filter((text) => text !== '<<');
  fc.assert(
    fc.property(fc.object({ key, values: [fc.string(), fc.boolean(), fc.integer()] }), (data) => {
      const read = parsed(stringify(data, { aliasDuplicateObjects: false })).data;
      expect(JSON.stringify(read)).toBe(JSON.stringify(data));
    }),
  );
});
