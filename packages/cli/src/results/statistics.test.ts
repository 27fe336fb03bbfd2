import fc from 'fast-check';
import { expect, test } from 'vitest';
import { statisticsOf } from './statistics.ts';

test('the deviation is that of a sample', () => {
  expect(statisticsOf([2, 4, 4, 4, 5, 5, 7, 9])).toEqual({
    n: 8,
    mean: 5,
    deviation: Math.sqrt(32 / 7),
    min: 2,
    max: 9,
  });
});

test('a single number has no deviation', () => {
  expect(statisticsOf([3])).toEqual({ n: 1, mean: 3, min: 3, max: 3 });
});

test('what is not finite shows', () => {
  expect(statisticsOf([1, Number.NaN]).mean).toBeNaN();
  expect(statisticsOf([1, Infinity])).toMatchObject({ mean: Infinity, max: Infinity });
  expect(statisticsOf([1, Infinity]).deviation).toBeNaN();
});

test('equal numbers have exactly themselves as mean and no deviation', () => {
  fc.assert(
    fc.property(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer({ min: 2, max: 9 }),
      (x, n) => {
        const { mean, deviation } = statisticsOf(Array.from({ length: n }, () => x));
        expect([mean, Math.abs(deviation ?? Number.NaN)]).toEqual([x, 0]);
      },
    ),
  );
});
