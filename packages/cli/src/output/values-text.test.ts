import { expect, test } from 'vitest';
import { valuesText } from './values-text.ts';

test.each([
  ['few values are listed', [0.01, 0.1], true, '0.01, 0.1'],
  ['neighbouring integers are a range', [0, 1, 2, 3], true, '0 … 3'],
  ['two of them are listed', [0, 1], true, '0, 1'],
  [
    'many values are told by their ends and their number',
    [1, 2, 4, 8, 16, 32, 64],
    true,
    '1, 2, 4, 8, … 64   (7 values)',
  ],
  ['of unknown many only the first ones', [0, 1, 2, 3, 4], false, '0, 1, 2, 3, …'],
  ['long texts are cut', ['a text that goes on and on and on'], true, 'a text that goes on and…'],
])('%s', (_, values, isAll, text) => {
  expect(valuesText(values, isAll)).toBe(text);
});
