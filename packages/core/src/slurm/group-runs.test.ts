import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Resources } from '../experiments/experiment.ts';
import { chunkRuns, groupRuns, type RunToSubmit } from './group-runs.ts';

/** A run of a composite, when `first` is given. */
const run = (
  index: number,
  {
    resources = {},
    context = 'hpc',
    first,
    size = 2,
  }: {
    resources?: Resources;
    context?: string;
    first?: number;
    size?: number;
  } = {},
): RunToSubmit =>
  ({
    recorded: {
      index,
      context,
      ...(first !== undefined && { composite: { first, size, name: 'c', member: `${index}` } }),
    },
    attempt: 1,
    resources,
    context,
  }) as RunToSubmit;
const indexes = (runs: readonly RunToSubmit[]): readonly number[] =>
  runs.map(({ recorded }) => recorded.index);

describe('groups', () => {
  test('are of runs that ask for the same in one context, however they say it', () => {
    const groups = groupRuns([
      run(0, { resources: { cpu: 1, mem: 5 } }),
      run(1, { resources: { cpu: 2 } }),
      run(2, { resources: { mem: 5, cpu: 1 } }),
      run(3, { resources: { cpu: 2 }, context: 'other' }),
      run(4, { resources: { gpu: { count: 1, type: 'a100' } } }),
      run(5, { resources: { gpu: { type: 'a100', count: 1 } } }),
      run(6, { resources: { gpu: { count: 1 } } }),
    ]);
    expect(groups.map(({ runs }) => indexes(runs))).toEqual([[0, 2], [1], [3], [4, 5], [6]]);
    expect(groups[2]).toMatchObject({ context: 'other', resources: { cpu: 2 } });
  });
});

describe('arrays', () => {
  test('fit the cluster, and hold every run of the group once and in order', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.integer({ min: 1, max: 20 }), fc.nat(20), (count, size, tasks) => {
        const runs = Array.from({ length: count }, (_, index) => run(index));
        const limits = { maxArraySize: size, ...(tasks > 0 && { maxArrayTasks: tasks }) };
        const chunks = chunkRuns({ runs }, limits);
        expect(chunks.flatMap(indexes)).toEqual(indexes(runs));
        for (const chunk of chunks) {
          expect(chunk.length).toBeGreaterThan(0);
          expect(chunk.length).toBeLessThanOrEqual(Math.min(size, tasks || size));
        }
        expect(chunks.length).toBe(Math.ceil(count / Math.min(size, tasks || size)));
      }),
    );
  });

  test('do not part the members of a composite, unless those are too many', () => {
    const composites = [0, 3, 6].flatMap((first) =>
      [0, 1, 2].map((k) => run(first + k, { first, size: 3 })),
    );
    const cut = (size: number) =>
      chunkRuns({ runs: composites }, { maxArraySize: size }).map(indexes);
    expect(cut(7)).toEqual([
      [0, 1, 2, 3, 4, 5],
      [6, 7, 8],
    ]);
    expect(cut(2)).toEqual([[0, 1], [2], [3, 4], [5], [6, 7], [8]]);
  });
});
