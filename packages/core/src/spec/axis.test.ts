import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Double } from '../values/value.ts';
import { axisValue, linspace, logspace, range } from './axis.ts';

describe('range', () => {
  test.each([
    [range(3), [0, 1, 2]],
    [range(2, 5), [2, 3, 4]],
    [range(10, 0, -5), [10, 5]],
    [range(0), []],
    [range(5, 2), []],
    [range(0, 1, 0.25), [0, 0.25, 0.5, 0.75]],
  ])('gives the numbers that Python gives (%#)', (axis, numbers) => {
    expect([...axis]).toEqual(numbers);
    expect(axis.length).toBe(numbers.length);
  });

  test('does not grow a value by rounding', () => {
    expect(range(0, 1, 0.1).length).toBe(10);
    expect(range(0, 0.3, 0.1).length).toBe(3);
  });

  test('gives doubles only, when one argument is fractional', () => {
    expect(axisValue(range(0, 1, 0.5), 0)).toEqual(new Double(0));
    expect(axisValue(range(3), 0)).toBe(0);
  });

  test.each([0, Number.NaN, Number.POSITIVE_INFINITY])('refuses a step of %j', (step) => {
    expect(() => range(0, 1, step)).toThrow(/^range: expected/);
  });
});

test('linspace and logspace include both ends and give doubles', () => {
  expect([...linspace(0, 1, 5)]).toEqual([0, 0.25, 0.5, 0.75, 1]);
  expect([...logspace(1e-4, 1e-1, 4)]).toEqual([0.0001, 0.001, 0.01, 0.1]);
  expect([...linspace(3, 4, 1)]).toEqual([3]);
  expect([...logspace(3, 4, 1)]).toEqual([3]);
  expect(axisValue(linspace(0, 1, 2), 1)).toEqual(new Double(1));
  fc.assert(
    fc.property(
      fc.double({ min: 1e-9, max: 1, noNaN: true }),
      fc.double({ min: 2, max: 1e9, noNaN: true }),
      fc.integer({ min: 2, max: 50 }),
      (low, high, n) => {
        for (const axis of [linspace(low, high, n), logspace(low, high, n)]) {
          const values = [...axis];
          expect(values).toHaveLength(n);
          expect([values[0], values.at(-1)]).toEqual([low, high]);
          expect(values).toEqual(values.toSorted((a, b) => a - b));
        }
      },
    ),
  );
});

test.each([
  [() => linspace(0, 1, 0), /count of 1 or more/],
  [() => linspace(0, Number.NaN, 2), /finite/],
  [() => logspace(0, 1, 2), /above 0/],
])('what can not be a list is refused with the reason (%#)', (make, reason) => {
  expect(make).toThrow(reason);
});
