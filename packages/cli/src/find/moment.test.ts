import { expect, test } from 'vitest';
import { parseMoment } from './moment.ts';

const now = new Date(2026, 10, 22, 16, 7).getTime();
const hour = 60 * 60 * 1000;
const moment = (text: string): number | undefined => {
  const read = parseMoment(text, '--since', now);
  return read.ok ? read.value : undefined;
};

test.each([
  ['3d', now - 72 * hour],
  ['2h', now - 2 * hour],
  ['90m', now - 1.5 * hour],
  ['1d12h', now - 36 * hour],
  ['2w', now - 14 * 24 * hour],
  ['2026-11-01', new Date(2026, 10, 1).getTime()],
  ['2026-11-01 16:30', new Date(2026, 10, 1, 16, 30).getTime()],
  ['2026-11-01T06:30', new Date(2026, 10, 1, 6, 30).getTime()],
  ['today', new Date(2026, 10, 22).getTime()],
  ['Yesterday', new Date(2026, 10, 21).getTime()],
])('%s is a moment', (text, expected) => {
  expect(moment(text)).toBe(expected);
});

test.each(['', '3', '1:30', 'soon', '2026-02-31', '2026-11-01 25:00', '2026-13-01', '-3d', '0d'])(
  '%j is none',
  (text) => {
    expect(moment(text)).toBe(undefined);
  },
);
