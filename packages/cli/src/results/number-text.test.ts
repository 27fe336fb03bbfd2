import { expect, test } from 'vitest';
import { numberFormat, numberOf, numberText } from './number-text.ts';

test.each([
  ['accuracies', [0.98612, 0.0712], ['0.986', '0.071']],
  ['values around ten', [12.345, 3.1], ['12.35', '3.10']],
  ['large values', [12345.6, 3.1], ['12346', '3']],
  ['whole numbers as they are', [8, 16, 1024], ['8', '16', '1024']],
  ['small values', [0.00123, 0.0004], ['0.00123', '0.00040']],
  ['a value that would vanish beside a large one', [0.5, 1e-9], ['0.500', '1.0e-9']],
  ['huge values', [1.5e12, 2], ['1.50e12', '2']],
  ['what is not finite', [0.5, Number.NaN, Infinity, -Infinity], ['0.500', 'NaN', 'inf', '-inf']],
  ['zero', [0, 0], ['0', '0']],
])('a column of %s', (_, numbers, expected) => {
  expect(numbers.map(numberFormat(numbers))).toEqual(expected);
});

test.each([
  [0.94123, '0.941'],
  [0.05, '0.05'],
  [100, '100'],
  [2.5e-9, '2.5e-9'],
])('%d alone is written without zeros that say nothing', (number, expected) => {
  expect(numberText(number)).toBe(expected);
});

test('words that stand for numbers which JSON does not have are numbers', () => {
  expect(['NaN', 'Infinity', '-Infinity', 'nan', null, 3, 4n].map(numberOf)).toEqual([
    Number.NaN,
    Infinity,
    -Infinity,
    undefined,
    undefined,
    3,
    4,
  ]);
});
