import { describe, expect, test } from 'vitest';
import { coloursFor } from './colours.ts';
import { progressBar, timeLeft } from './progress-bar.ts';

const plain = coloursFor(
  { write: () => {}, drained: async () => {}, isTerminal: false, columns: 80 },
  {},
);

describe('progressBar', () => {
  test.each([
    [0, '────'],
    [0.5, '━━──'],
    [0.65, '━━╸─'],
    [1, '━━━━'],
    [2, '━━━━'],
  ])('of %d is %s: its shape tells it without colours', (share, bar) => {
    expect(progressBar(share, 4, plain)).toBe(bar);
  });
});

describe('timeLeft', () => {
  test('goes by what was done so far', () => {
    expect(timeLeft(3, 12, 6_000)).toBe(18_000);
  });

  test('is unknown before anything is done', () => {
    expect(timeLeft(0, 12, 6_000)).toBeUndefined();
    expect(timeLeft(3, 12, 10)).toBeUndefined();
  });
});
