import { expect, test } from 'vitest';
import { sparkline } from './sparkline.ts';

test.each([
  ['rising', [0, 1, 2, 3, 4, 5, 6, 7], '▁▂▃▄▅▆▇█'],
  ['falling', [1, 0.5, 0], '█▅▁'],
  ['flat', [3, 3, 3], '▅▅▅'],
  ['with gaps', [0, undefined, 1], '▁ █'],
  ['with values that are not finite', [0, Number.NaN, Infinity, 1, -Infinity], '▁ ██▁'],
  ['empty', [], ''],
])('a curve that is %s', (_, points, expected) => {
  expect(sparkline(points)).toBe(expected);
});
