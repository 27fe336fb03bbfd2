import type { DraftedBatch } from '@mrunner/dispatcher';
import { expect, test } from 'vitest';
import { srunLine, submitLines } from './submit-text.ts';

const batch = (
  runs: number,
  more: Partial<DraftedBatch> & { readonly time?: number } = {},
): DraftedBatch => {
  const { time, ...rest } = more;
  return {
    token: 'mr-brave-otter-abcde-0',
    context: { name: 'hpc' } as DraftedBatch['context'],
    resources: { cpu: 4, mem: 16 * 1024, ...(time !== undefined && { time }) },
    runs: Array.from({ length: runs }, () => ({}) as DraftedBatch['runs'][number]),
    packing: { mode: 'plain' },
    tasks: runs,
    held: false,
    ...rest,
  };
};

test('an array says how many, how many at a time, what each asks for, and what all cost at most', () => {
  expect(submitLines([batch(500, { throttle: 50, time: 7200 })])).toEqual([
    '1 array of 500, 50 at a time, 4 cpu, 16G, 2:00:00 each: at most 1000 machine hours',
  ]);
});

test('arrays of the same kind are one line, and their throttles one number', () => {
  const arrays = [batch(1000, { throttle: 20 }), batch(1000, { throttle: 20 }), batch(7)];
  expect(submitLines(arrays)).toEqual([
    '3 arrays of up to 1000, 2007 runs in all, 47 at a time, 4 cpu, 16G each',
  ]);
});

test('packs say how many runs their tasks share', () => {
  const packed = { packing: { mode: 'packed', tasks: 4, slots: 2, time: 1800 }, tasks: 4 } as const;
  expect(submitLines([batch(1000, { ...packed, time: 60 })])).toEqual([
    '1 array of 4 for 1000 runs, 2 side by side in each task, 4 cpu, 16G, 0:01:00 each: at most 2 machine hours',
  ]);
});

test('what waits for canaries is a line of its own', () => {
  expect(submitLines([batch(2), batch(98, { held: true })])).toEqual([
    '1 array of 2, 4 cpu, 16G each',
    '1 array of 98, 4 cpu, 16G each, held until the first ones work',
  ]);
});

test('runs of srun are no array', () => {
  expect(srunLine(12, { parallel: 4 })).toBe('12 runs by srun, 4 at a time; mrun waits for them');
  expect(srunLine(1, { parallel: 'auto' })).toContain('1 run by srun, up to 16 at a time');
});
