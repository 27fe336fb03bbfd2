import { expect, test } from 'vitest';
import { meanCurve } from './curves.ts';

const series = (...points: [number, number][]) => points.map(([step, value]) => ({ step, value }));

test('the curve of one run is its values', () => {
  expect(meanCurve([series([0, 1], [1, 2], [2, 4])], 80)).toEqual({
    points: [1, 2, 4],
    firstStep: 0,
    lastStep: 2,
  });
});

test('the curve of several runs is their mean at every step', () => {
  expect(meanCurve([series([0, 1], [1, 2]), series([0, 3], [1, 6])], 80)?.points).toEqual([2, 4]);
});

test('more steps than there is room for are put together', () => {
  const long = Array.from({ length: 100 }, (_, step) => ({ step, value: step }));
  const { points } = meanCurve([long], 10) ?? { points: [] };
  expect(points).toHaveLength(10);
  expect(points[0]).toBeLessThan(6);
  expect(points.at(-1)).toBeGreaterThan(93);
});

test('a run that logs every other step is bridged on the straight line between', () => {
  const every = series([0, 0], [1, 0], [2, 0]);
  expect(meanCurve([every, series([0, 2], [2, 4])], 80)?.points).toEqual([1, 1.5, 2]);
});

test('a run that ended early takes no part in what follows', () => {
  expect(meanCurve([series([0, 1], [1, 1]), series([0, 3])], 80)?.points).toEqual([2, 1]);
});

test('a single step is a single point, and no step no curve', () => {
  expect(meanCurve([series([7, 5])], 80)).toEqual({ points: [5], firstStep: 7, lastStep: 7 });
  expect(meanCurve([[]], 80)).toBeUndefined();
});
