import { Double } from '@mrunner/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareFacts } from './section.ts';

test('only what differs is told with its values, and what one of them lacks', () => {
  const a = { lr: 0.1, seed: 1, layers: [1, 2], old: 'x' };
  const b = { seed: 2, lr: 0.1, layers: [1, 2], fresh: null };
  expect(compareFacts('parameters', a, b)).toEqual({
    name: 'parameters',
    differs: [
      { name: 'seed', a: 1, b: 2 },
      { name: 'old', a: 'x', b: undefined },
      { name: 'fresh', a: undefined, b: null },
    ],
    same: ['lr', 'layers'],
  });
});

test('an integer and a double of the same size are different parameters', () => {
  expect(compareFacts('p', { lr: 1 }, { lr: new Double(1) }).differs).toHaveLength(1);
});

test('every name is told of once, and nothing differs from itself', () => {
  const facts = fc.dictionary(fc.string(), fc.oneof(fc.integer(), fc.string(), fc.boolean()));
  fc.assert(
    fc.property(facts, facts, (a, b) => {
      const { differs, same } = compareFacts('p', a, b);
      const names = [...differs.map(({ name }) => name), ...same];
      expect(names.toSorted()).toEqual([...new Set([...Object.keys(a), ...Object.keys(b)])].sort());
      expect(compareFacts('p', a, a).differs).toEqual([]);
    }),
  );
});
