import { Double } from '@mrunner/core';
import { expect, test } from 'vitest';
import { isBetterWhenSmall, parseSortKey, sortBy } from './sort-by.ts';

test('a dash before the key puts the largest first', () => {
  expect(parseSortKey('-accuracy')).toEqual({ name: 'accuracy', largestFirst: true });
  expect(parseSortKey('accuracy')).toEqual({ name: 'accuracy', largestFirst: false });
});

const mixed = [Number.NaN, 'b', 3, undefined, new Double(1), 'a', 2n ** 64n, -Infinity];

test('numbers come before texts, and NaN and nothing last, either way round', () => {
  const sorted = (largestFirst: boolean) =>
    sortBy(mixed, { name: 'x', largestFirst }, (value) => value).map(String);
  expect(sorted(false)).toEqual([
    '-Infinity',
    '1',
    '3',
    '18446744073709551616',
    'a',
    'b',
    'NaN',
    'undefined',
  ]);
  expect(sorted(true)).toEqual([
    '18446744073709551616',
    '3',
    '1',
    '-Infinity',
    'b',
    'a',
    'NaN',
    'undefined',
  ]);
});

test('equal things keep their order', () => {
  const things = [
    { id: 1, x: 5 },
    { id: 2, x: 4 },
    { id: 3, x: 5 },
  ];
  expect(
    sortBy(things, { name: 'x', largestFirst: true }, ({ x }) => x).map(({ id }) => id),
  ).toEqual([1, 3, 2]);
});

test.each(['loss', 'val_loss', 'train/loss', 'mse', 'error', 'wer', 'valLoss'])(
  '%s is better when small',
  (metric) => {
    expect(isBetterWhenSmall(metric)).toBe(true);
  },
);

test.each(['accuracy', 'reward', 'score', 'f1', 'glossary', 'return'])(
  '%s is better when large',
  (metric) => {
    expect(isBetterWhenSmall(metric)).toBe(false);
  },
);
