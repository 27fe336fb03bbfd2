import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findRoom } from './room.ts';

/** Submits to a scheduler that takes so many at once, until it takes no more; answers its calls and how many it took. */
function fill(limit: number, runs: number, told?: number): { calls: number; live: number } {
  const room = findRoom(told);
  let live = 0;
  for (let calls = 0; ; calls++) {
    const most = Math.min(runs - live, room.left(live) ?? runs);
    if (most <= 0) return { calls, live };
    if (live + most <= limit) {
      live += most;
      room.took(live);
    } else room.refused(live, most);
  }
}

test('a limit that nobody tells of is found, and used to the last task', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 5000 }),
      fc.integer({ min: 1, max: 20_000 }),
      (limit, runs) => {
        const { calls, live } = fill(limit, runs);
        expect(live).toBe(Math.min(limit, runs));
        expect(calls).toBeLessThanOrEqual(2 * Math.ceil(Math.log2(runs + 1)) + 2);
      },
    ),
  );
});

test('a limit that the scheduler tells of is met with one call', () => {
  expect(fill(7, 100, 7)).toEqual({ calls: 1, live: 7 });
});

test('a limit that others have used up in part is searched for below what is told', () => {
  const { calls, live } = fill(40, 1000, 100);
  expect(live).toBe(40);
  expect(calls).toBeLessThan(16);
});

test('what has ended makes room again', () => {
  const room = findRoom(7);
  room.took(7);
  expect(room.left(7)).toBe(0);
  expect(room.left(4)).toBe(3);
});
