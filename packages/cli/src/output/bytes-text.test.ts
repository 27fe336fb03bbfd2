import { expect, test } from 'vitest';
import { bytesText } from './bytes-text.ts';

test('sizes are told in the unit that keeps them short', () => {
  const sizes = [0, 999, 1000, 3_140_000, 99_949_999, 99_950_000, 999_499_999, 999_999_999, 2e15];
  expect(sizes.map(bytesText)).toEqual([
    '0 B',
    '999 B',
    '1.0 kB',
    '3.1 MB',
    '99.9 MB',
    '100 MB',
    '999 MB',
    '1.0 GB',
    '2000 TB',
  ]);
});
