import { expect, test } from 'vitest';
import { cellText } from './cell-text.ts';
import { labelText } from './label-text.ts';

test('a label shows what varies; an empty text is seen, and a long one is cut', () => {
  const parameters = { lr: 0.1, note: '', long: 'x'.repeat(60), lines: 'a\nb', epochs: 5 };
  expect(labelText(parameters, ['lr', 'note', 'long', 'lines', 'none'])).toBe(
    `lr=0.1 note="" long=${'x'.repeat(39)}… lines=a\\nb`,
  );
});

test('a cell of a table is empty only for what is not there', () => {
  expect(cellText(undefined)).toBe('');
  expect(cellText('')).toBe('""');
});
