import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assignGpus, gpuShortage } from './assign-gpus.ts';

const gpu = fc.integer({ min: 0, max: 7 }).map(String);
const want = fc.record({ count: fc.nat(3), from: fc.uniqueArray(gpu) });

test('no GPU is given twice, none that is not free, none that is not in the list', () => {
  fc.assert(
    fc.property(fc.array(want, { maxLength: 5 }), fc.uniqueArray(gpu), (wants, free) => {
      const assigned = assignGpus(wants, (name) => free.includes(name));
      if (assigned === undefined) return;
      const all = assigned.flat();
      expect(new Set(all).size).toBe(all.length);
      for (const [position, { count, from }] of wants.entries()) {
        expect(assigned[position]).toHaveLength(count);
        for (const name of assigned[position] ?? []) {
          expect(from).toContain(name);
          expect(free).toContain(name);
        }
      }
    }),
  );
});

test('of one list all get theirs exactly when there are enough', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(3), { maxLength: 5 }), fc.uniqueArray(gpu), (counts, from) => {
      const assigned = assignGpus(
        counts.map((count) => ({ count, from })),
        () => true,
      );
      const total = counts.reduce((sum, count) => sum + count, 0);
      expect(assigned !== undefined).toBe(total <= from.length);
    }),
  );
});

test('who may choose from fewer chooses first', () => {
  const wants = [
    { count: 1, from: ['0', '1'] },
    { count: 1, from: ['0'] },
  ];
  expect(assignGpus(wants, () => true)).toEqual([['1'], ['0']]);
});

test.each([
  [[{ count: 1, from: [] }], '1 GPU, and there are none to use'],
  [[{ count: 2, from: ['4'] }], '2 GPUs, and there is 1 to use: 4'],
  [
    [
      { count: 2, from: ['0', '1', '2'] },
      { count: 2, from: ['0', '1', '2'] },
    ],
    '4 GPUs, and there are 3 to use: 0-2',
  ],
  [[{ count: 3, from: ['0', '1', '2'] }], undefined],
])('%j: %s', (wants, expected) => {
  expect(gpuShortage(wants)).toBe(expected);
});
