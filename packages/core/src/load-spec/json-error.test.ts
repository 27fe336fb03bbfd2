import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonError } from './json-error.ts';

test.each([
  ['{"a": [1, ]}', 10, 'a value'],
  ['{"a": 1,}', 8, 'a key in double quotes'],
  ['{"a" 1}', 5, 'a colon'],
  ['{"a": 1 "b": 2}', 8, ', or }'],
  ['[1, 2', 5, ', or ]'],
  ['{a: 1}', 1, 'a key in double quotes'],
  ["{'a': 1}", 1, 'a key in double quotes'],
  ['[1] 2', 4, 'the end of the file'],
  ['["a\nb"]', 1, 'a value'],
  ['[01]', 2, ', or ]'],
  ['', 0, 'a value'],
])('%s is wrong at %i', (source, at, expected) => {
  expect(jsonError(source)).toEqual({ at, expected });
});

test('of JSON that is cut off, the end is what is wrong', () => {
  const cut = fc.jsonValue().chain((value) => {
    const source = JSON.stringify([value]);
    return fc.nat({ max: source.length - 1 }).map((length) => source.slice(0, length));
  });
  fc.assert(
    fc.property(cut, (source) => {
      // A torn text, number or word is wrong where it begins.
      const { at } = jsonError(source);
      expect(source.slice(at)).toMatch(/^$|^"|^[-\d.eE+]+$|^[a-z]+$/);
    }),
  );
});
