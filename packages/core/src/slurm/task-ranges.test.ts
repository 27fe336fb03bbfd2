import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expandRanges, taskRanges } from './task-ranges.ts';

test('numbers become ranges, and ranges the same numbers', () => {
  expect(taskRanges([3, 0, 1, 2, 7, 7])).toBe('0-3,7');
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(200), { minLength: 1 }), (tasks) => {
      expect(expandRanges(taskRanges(tasks))).toEqual(tasks.toSorted((a, b) => a - b));
    }),
  );
});

test('steps are read too, and what is no whole list is none', () => {
  expect(expandRanges('0-6:2,9')).toEqual([0, 2, 4, 6, 9]);
  for (const text of ['', 'N/A', '0-3,...', '1-', '0-9%2', '0-99999999999', '0-4:0', '1,,2']) {
    expect(expandRanges(text)).toBeUndefined();
  }
});
