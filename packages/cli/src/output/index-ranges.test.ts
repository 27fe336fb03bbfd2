import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readRunSelector } from '../select/run-selector.ts';
import { indexRanges, rangesText } from './index-ranges.ts';

test('what is typed for runs means exactly those runs', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(60), { minLength: 1 }), (indexes) => {
      const { runs = [] } = readRunSelector(indexRanges(indexes).join(','));
      const meant = runs.flatMap(([first, last]) =>
        Array.from({ length: last - first + 1 }, (_, i) => first + i),
      );
      expect(meant).toEqual(indexes.toSorted((a, b) => a - b));
    }),
  );
});

test.each([
  [[3, 7, 12, 13, 14], 30, '#3 #7 #12-14'],
  [[1, 3, 5, 7, 9], 9, '#1 #3 …'],
  [[1000], 2, '#1000'],
])('%j in %i characters: %s', (indexes, columns, text) => {
  expect(rangesText(indexes, columns)).toBe(text);
});
