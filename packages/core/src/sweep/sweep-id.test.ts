import { expect, test } from 'vitest';
import { adjectives } from './sweep-adjectives.ts';
import { animals } from './sweep-animals.ts';
import { isSweepId, sweepId } from './sweep-id.ts';

const noon = { year: 2026, month: 2, day: 3, hour: 4, minute: 5 };

test('a sweep id starts with the local date and time and ends with two words', () => {
  expect(sweepId(noon, () => 0)).toBe(`20260203-0405-${adjectives[0]}-${animals[0]}`);
  expect(sweepId(noon, () => 0.999999)).toMatch(/^20260203-0405-zesty-zebra$/);
});

test('there are about a hundred words of each kind, all plain and all different', () => {
  for (const words of [adjectives, animals]) {
    expect(words.length).toBeGreaterThan(95);
    expect(new Set(words).size).toBe(words.length);
    for (const word of words) expect(word).toMatch(/^[a-z]{3,11}$/);
  }
});

test.each([
  ['20261122-1607-brave-otter', true],
  ['20261322-1607-brave-otter', false],
  ['20261122-2507-brave-otter', false],
  ['20261122-1607-brave', false],
  ['brave-otter', false],
  ['20261122-1607-brave-otter/3', false],
])('%s is a sweep id: %s', (text, expected) => {
  expect(isSweepId(text)).toBe(expected);
});
