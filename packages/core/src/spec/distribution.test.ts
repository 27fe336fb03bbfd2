import fc from 'fast-check';
import { expect, test } from 'vitest';
import { choice, logUniform, randint, sampleUnit, uniform } from './distribution.ts';

const unit = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

test('every draw lies within the bounds', () => {
  fc.assert(
    fc.property(unit, (u) => {
      expect(uniform(-2, 3).draw(u)).toBeGreaterThanOrEqual(-2);
      expect(uniform(-2, 3).draw(u)).toBeLessThan(3);
      expect(logUniform(1e-5, 1e-1).draw(u)).toBeGreaterThanOrEqual(1e-5);
      expect(logUniform(1e-5, 1e-1).draw(u)).toBeLessThanOrEqual(0.1 * (1 + 1e-12));
      expect([4, 5, 6]).toContain(randint(4, 7).draw(u));
      expect(['a', 'b']).toContain(choice(['a', 'b']).draw(u));
    }),
  );
});

test.each([
  [() => uniform(1, 1), /low end below a high end/],
  [() => logUniform(0, 1), /above 0/],
  [() => randint(0, 1.5), /integers/],
  [() => choice([]), /at least one/],
])('bounds that make no sense are refused (%#)', (make, reason) => {
  expect(make).toThrow(reason);
});

test('a sample depends on seed, position and key alone', () => {
  expect(sampleUnit(1, 0, 'lr')).toBe(sampleUnit(1, 0, 'lr'));
  const others = [sampleUnit(2, 0, 'lr'), sampleUnit(1, 1, 'lr'), sampleUnit(1, 0, 'lr2')];
  expect(others).not.toContain(sampleUnit(1, 0, 'lr'));
});

test('the points that a seed gives are the same in every version', () => {
  expect([0, 1, 2].map((j) => sampleUnit(1, j, 'lr').toFixed(12))).toMatchInlineSnapshot(`
    [
      "0.243238646294",
      "0.136248736200",
      "0.172343443982",
    ]
  `);
});

test('samples fill the interval evenly', () => {
  for (const seed of [0, 1, 'text']) {
    const tenths = new Array<number>(10).fill(0);
    for (let j = 0; j < 10_000; j++) {
      const tenth = Math.floor(sampleUnit(seed, j, 'lr') * 10);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    // 5 standard deviations around the expected 1000.
    for (const count of tenths) expect(Math.abs(count - 1000)).toBeLessThan(150);
  }
});
