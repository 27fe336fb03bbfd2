import { expect, test } from 'vitest';
import { durationText } from './durations.ts';

test.each([
  [0, '0:00'],
  [999, '0:00'],
  [4_000, '0:04'],
  [62_400, '1:02'],
  [3_723_000, '1:02:03'],
  [49 * 3_600_000, '49:00:00'],
  [-5, '0:00'],
])('%d milliseconds are %s', (milliseconds, text) => {
  expect(durationText(milliseconds)).toBe(text);
});
