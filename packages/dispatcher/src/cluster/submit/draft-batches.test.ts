import type { Context, RunToSubmit } from '@mrunner/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Draft, draftBatches } from './draft-batches.ts';

const context: Context = {
  name: 'hpc',
  backend: 'slurm',
  storageDir: '/scratch',
  resources: {},
  parallel: 'auto',
  code: 'snapshot',
  onLost: 'rerun',
  retries: 0,
  retryOn: [],
  grace: 10,
  neptune: false,
  tags: [],
  isolate: false,
  setup: { env: {}, envFiles: [], secrets: [], modulesToLoad: [], link: [] },
  slurm: {},
  kubernetes: {},
};

/** A run; those of one composite have its number. */
const run = (index: number, given: { cpu?: number; first?: number; size?: number } = {}) => {
  const { cpu = 1, first, size = 2 } = given;
  const composite =
    first === undefined
      ? {}
      : {
          composite: { name: 'duel', member: `${index}`, first, size, onFailure: 'stop' as const },
        };
  const recorded = { index, context: 'hpc', directory: `runs/${index}`, ...composite };
  return { recorded, attempt: 1, resources: { cpu }, context: 'hpc' } as unknown as RunToSubmit;
};

const draft = (runs: readonly RunToSubmit[], given: Partial<Draft> = {}) =>
  draftBatches({
    sweepId: '20261122-1607-brave-otter',
    launcher: 'k3j9x',
    from: 0,
    contexts: [context],
    options: { parallel: 'auto' },
    limits: { maxArraySize: 1001 },
    room: undefined,
    canaries: 0,
    runs,
    ...given,
  });

const runs = (count: number): readonly RunToSubmit[] =>
  Array.from({ length: count }, (_, index) => run(index));

const indexes = ({ batches }: ReturnType<typeof draftBatches>): number[][] =>
  batches.map((batch) => batch.runs.map(({ recorded }) => recorded.index));

test('runs that ask for the same share arrays, which have tokens of their own', () => {
  const { batches, waiting } = draft([run(0), run(1, { cpu: 4 }), run(2)]);
  expect(batches.map(({ token, tasks }) => [token, tasks])).toEqual([
    ['mr-brave-otter-k3j9x-0', 2],
    ['mr-brave-otter-k3j9x-1', 1],
  ]);
  expect(waiting).toBe(0);
});

test('no more is drafted than there is room for, and each run at most once', () => {
  fc.assert(
    fc.property(fc.nat(60), fc.nat(40), fc.integer({ min: 1, max: 20 }), (count, room, size) => {
      const drafted = draft(runs(count), { room, limits: { maxArraySize: size } });
      const all = indexes(drafted).flat();
      expect(all).toEqual([...new Set(all)]);
      expect(all.length).toBe(Math.min(count, room));
      expect(drafted.waiting).toBe(count - all.length);
      for (const { tasks } of drafted.batches) expect(tasks).toBeLessThanOrEqual(size);
    }),
  );
});

test('a composite is not torn while it fits, and is not kept waiting for ever when it never fits', () => {
  const pairs = [0, 2, 4].flatMap((first) => [run(first, { first }), run(first + 1, { first })]);
  expect(indexes(draft(pairs, { room: 3 }))).toEqual([[0, 1]]);
  expect(indexes(draft(pairs, { room: 1 }))).toEqual([[0]]);
});

test('canaries are a batch of their own, and all others are held', () => {
  const drafted = draft(runs(10), { canaries: 2 });
  expect(indexes(drafted)).toEqual([
    [0, 1],
    [2, 3, 4, 5, 6, 7, 8, 9],
  ]);
  expect(drafted.batches.map(({ held }) => held)).toEqual([false, true]);
  expect(draft(runs(2), { canaries: 2 }).batches.map(({ held }) => held)).toEqual([false]);
});

test('so many runs at a time are shared by arrays, each of which has one at least', () => {
  const limits = { maxArraySize: 4 };
  const throttles = (count: number, parallel: number) =>
    draft(runs(count), { limits, options: { parallel } }).batches.map(({ throttle }) => throttle);
  expect(throttles(8, 4)).toEqual([2, 2]);
  expect(throttles(12, 1)).toEqual([1, 1, 1]);
  expect(throttles(3, 4)).toEqual([undefined]);
});

test('packed runs go to as many tasks as the context says, and no more than there is room for', () => {
  const packed = { ...context, slurm: { pack: 5 } };
  const tasks = (room?: number) =>
    draft(runs(40), { contexts: [packed], room }).batches.map((batch) => [
      batch.tasks,
      batch.runs.length,
    ]);
  expect(tasks()).toEqual([[5, 40]]);
  expect(tasks(2)).toEqual([[2, 40]]);
  expect(tasks(0)).toEqual([]);
});
