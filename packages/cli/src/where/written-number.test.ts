import fc from 'fast-check';
import { expect, test } from 'vitest';
import { roundsTo, writtenNumber } from './written-number.ts';

const matches = (number: number, text: string): boolean => {
  const written = writtenNumber(text);
  if (written === undefined) throw new Error(`${text} is no number`);
  return roundsTo(number, written);
};

test.each([
  [0.9731, '0.973'],
  [0.97251, '0.973'],
  [0.9725, '0.973'],
  [0.9725, '0.972'],
  [0.973, '.973'],
  [0.973, '97.3%'],
  [0.9734, '97.3%'],
  [-0.0012, '-1.2e-3'],
  [1234.4, '1234'],
  [1234, '1.23e3'],
  [1.005, '1.00'],
  [1.005, '1.01'],
  [5, '5'],
  [0, '0'],
  [-0, '0.0'],
])('%d may be written as %s', (number, text) => {
  expect(matches(number, text)).toBe(true);
});

test.each([
  [0.9738, '0.973'],
  [0.9731, '0.9730'],
  [10.973, '0.973'],
  [-0.973, '0.973'],
  [0.973, '97.4%'],
  [1236, '1.23e3'],
  [Number.NaN, '0'],
  [Number.POSITIVE_INFINITY, '1e308'],
])('%d may not be written as %s', (number, text) => {
  expect(matches(number, text)).toBe(false);
});

test.each(['', '.', 'abc', '1,5', '1.2.3', '0x10', '1e', '%', '1 %', 'NaN'])(
  '%j is no number',
  (text) => {
    expect(writtenNumber(text)).toBe(undefined);
  },
);

const number = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 });

test('any number matches itself in any spelling, however few digits are kept', () => {
  fc.assert(
    fc.property(number, fc.integer({ min: 1, max: 17 }), fc.nat(12), (value, digits, decimals) => {
      expect(matches(value, value.toPrecision(digits))).toBe(true);
      expect(matches(value, value.toExponential(digits))).toBe(true);
      expect(matches(value, value.toFixed(decimals))).toBe(true);
      expect(matches(value, String(value))).toBe(true);
      expect(matches(value / 100, `${value.toFixed(decimals)}%`)).toBe(true);
    }),
  );
});

test('no number matches what is more than a whole last digit away', () => {
  const away = fc.double({ min: 1.01, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(
      fc.integer({ min: -1e6, max: 1e6 }),
      fc.nat(6),
      away,
      fc.boolean(),
      (last, decimals, by, up) => {
        const unit = 10 ** -decimals;
        const value = last * unit;
        expect(matches(value + (up ? 1 : -1) * by * unit, value.toFixed(decimals))).toBe(false);
      },
    ),
  );
});
