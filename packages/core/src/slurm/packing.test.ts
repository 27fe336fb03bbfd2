import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packing } from './packing.ts';

const limits = { maxArraySize: 1001 };
const pack = (
  how: 'auto' | 'none' | number,
  size: number,
  parallel: number | 'auto' = 'auto',
  { time, ...more }: { time?: number; submit?: number; maxTime?: number } = {},
) =>
  packing(
    { slurm: { pack: how } },
    { size, resources: time === undefined ? {} : { time } },
    parallel,
    { ...limits, ...more },
  );

test('runs have a task each, unless somebody wants packs', () => {
  expect(pack('none', 1e6)).toEqual({ mode: 'plain' });
  expect(packing({ slurm: {} }, { size: 5, resources: {} }, 'auto', limits).mode).toBe('plain');
  expect(pack(4, 100)).toEqual({ mode: 'packed', tasks: 4, slots: 1 });
  expect(pack(4, 3)).toEqual({ mode: 'packed', tasks: 3, slots: 1 });
  expect(pack(4, 100, 2)).toEqual({ mode: 'packed', tasks: 2, slots: 1 });
  expect(pack(4, 100, 10)).toEqual({ mode: 'packed', tasks: 4, slots: 3 });
});

test('with auto, short runs share tasks, and those that are too many for the scheduler', () => {
  expect(pack('auto', 17, 'auto', { time: 600 }).mode).toBe('packed');
  expect(pack('auto', 16, 'auto', { time: 600 }).mode).toBe('plain');
  expect(pack('auto', 1000, 'auto', { time: 3600 }).mode).toBe('plain');
  expect(pack('auto', 1000).mode).toBe('plain');
  expect(pack('auto', 100, 'auto', { submit: 7 })).toMatchObject({ mode: 'packed', tasks: 7 });
  expect(pack('auto', 20_000).mode).toBe('packed');
});

test('tasks of short runs have time for the runs that come one after another, within reason', () => {
  const timeOf = (size: number, time: number, maxTime?: number) => {
    const how = pack('auto', size, 1, { time, ...(maxTime !== undefined && { maxTime }) });
    return how.mode === 'packed' ? how.time : undefined;
  };
  expect(timeOf(20, 60)).toBe(1200);
  expect(timeOf(10_000, 60)).toBe(4 * 3600);
  expect(timeOf(10_000, 60, 3600)).toBe(3600);
});

test('there is room for as many runs at a time as are wanted, and no task without a run', () => {
  const how = fc.oneof(fc.constant('auto' as const), fc.integer({ min: 1, max: 100 }));
  const parallel = fc.oneof(fc.constant('auto' as const), fc.integer({ min: 1, max: 300 }));
  const submit = fc.integer({ min: 1, max: 50 });
  fc.assert(
    fc.property(
      how,
      parallel,
      submit,
      fc.integer({ min: 1, max: 2000 }),
      (how, wanted, most, size) => {
        const found = pack(how, size, wanted, { time: 60, submit: most });
        if (found.mode === 'plain') return;
        expect(found.tasks).toBeGreaterThan(0);
        expect(found.tasks).toBeLessThanOrEqual(how === 'auto' ? Math.min(size, most) : size);
        if (wanted !== 'auto') {
          expect(found.tasks * found.slots).toBeGreaterThanOrEqual(Math.min(wanted, size));
        }
      },
    ),
  );
});
