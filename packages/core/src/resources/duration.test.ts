import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Double } from '../values/value.ts';
import { parseDuration, timeText } from './duration.ts';

test.each([
  ['30s', 30],
  ['90m', 5400],
  ['90min', 5400],
  ['2h', 7200],
  ['1h30m', 5400],
  ['1h 30m', 5400],
  ['1d2h', 93600],
  ['1.5h', 5400],
  ['0.1s', 1],
])('%s with units is %d seconds', (text, seconds) => {
  expect(parseDuration(text, 'time', { bare: 'problem' })).toEqual({ ok: true, value: seconds });
});

test.each([
  ['1:30', 90],
  ['90:00', 5400],
  ['1:30:00', 5400],
  ['24:00:00', 86400],
  ['2-12', 216000],
  ['2-12:30', 217800],
  ['2-12:30:15', 217815],
])('%s is %d seconds, as in Slurm', (text, seconds) => {
  expect(parseDuration(text, 'time', { bare: 'problem' })).toEqual({ ok: true, value: seconds });
});

test.each([
  [90, 'minutes', 5400],
  ['90', 'minutes', 5400],
  [120, 'seconds', 120],
  [new Double(1), 'minutes', 60],
] as const)('%s without a unit counts %s: %d seconds', (input, bare, seconds) => {
  expect(parseDuration(input, 'time', { bare })).toEqual({ ok: true, value: seconds });
});

test.each([90, '90'])('%j without a unit is a problem in a spec', (input) => {
  expect(parseDuration(input, 'resources.time', { bare: 'problem' })).toEqual({
    ok: false,
    problems: [
      {
        kind: 'value',
        path: 'resources.time',
        message: `expected a time with its unit, got ${JSON.stringify(input)}`,
        details: ['write 90m (minutes), 90h (hours) or 90s (seconds)'],
      },
    ],
  });
});

test.each([
  'soon',
  '',
  '1m2h',
  '1:2:3:4',
  '1-',
  '-5m',
  '5 parsecs',
  '1:300',
  null,
  false,
  [[]],
  Number.NaN,
  Number.POSITIVE_INFINITY,
])('%j is no duration', (input) => {
  expect(parseDuration(input, 'time', { bare: 'minutes' })).toMatchObject({
    ok: false,
    problems: [{ message: expect.stringContaining('expected a time such as 90m, 2h or 1:30:00') }],
  });
});

test('no time at all is a duration only where that makes sense', () => {
  expect(parseDuration('0s', 'time', { bare: 'minutes' }).ok).toBe(false);
  expect(parseDuration(0, 'grace', { bare: 'seconds', zero: true })).toEqual({
    ok: true,
    value: 0,
  });
});

test.each([
  [7200, '2:00:00'],
  [59, '0:00:59'],
  [90061, '1-01:01:01'],
])('%d seconds are printed as %s', (seconds, text) => {
  expect(timeText(seconds)).toBe(text);
});

test('what is printed is read back as the same time', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000_000 }), (seconds) => {
      expect(parseDuration(timeText(seconds), 'time', { bare: 'problem' })).toEqual({
        ok: true,
        value: seconds,
      });
    }),
  );
});
