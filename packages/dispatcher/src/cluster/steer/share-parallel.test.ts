import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shareParallel } from './share-parallel.ts';

test('arrays get as many runs at a time as they have to do, in proportion', () => {
  expect(shareParallel(10, [30, 10])).toEqual([8, 2]);
  expect(shareParallel(3, [100, 1])).toEqual([2, 1]);
});

test('together they get what was wished, and each at least one', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 500 }),
      fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 20 }),
      (parallel, loads) => {
        const shares = shareParallel(parallel, loads);
        expect(Math.min(...shares)).toBeGreaterThanOrEqual(1);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBe(
          Math.max(parallel, loads.length),
        );
      },
    ),
  );
});
