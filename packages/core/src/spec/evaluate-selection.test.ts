import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { IndexedExperiment } from '../experiments/experiment.ts';
import { range } from './axis.ts';
import { composite } from './composite.ts';
import { defineSpec } from './define-spec.ts';
import { experimentsOf, indexesOf, problemsOf } from './evaluate.rig.ts';
import { evaluateSpec } from './evaluate-spec.ts';

describe('selection', () => {
  const sources = fc.array(
    fc.oneof(
      fc.integer({ min: 1, max: 5 }).map((n) => ({ grid: { x: [...range(n)] } })),
      fc
        .integer({ min: 1, max: 5 })
        .map((n) =>
          defineSpec({ grid: { x: [...range(n)] }, where: (p) => (p.x as number) % 2 === 0 }),
        ),
      fc
        .integer({ min: 1, max: 3 })
        .map((n) =>
          composite('c', { a: { script: 'a' }, b: defineSpec({ grid: { x: [...range(n)] } }) }),
        ),
      fc.constant({ name: 'plain' }),
    ),
    { minLength: 1, maxLength: 4 },
  );
  const selections = fc.record(
    {
      only: fc.array(
        fc
          .tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 3 }))
          .map(([a, n]) => [a, a + n] as const),
        { minLength: 1, maxLength: 3 },
      ),
      shuffle: fc.integer(),
      limit: fc.integer({ min: 1, max: 5 }),
    },
    { requiredKeys: [] },
  );

  test('gives the experiments with the indexes they have without it, composites whole, limit last', async () => {
    await fc.assert(
      fc.asyncProperty(sources, selections, async (given, selection) => {
        const all = await experimentsOf(given);
        const evaluated = await evaluateSpec(given, { defaults: { name: 'spec' }, selection });
        if (!evaluated.ok) {
          expect(selection.only).toBeDefined();
          return;
        }
        const found = await Array.fromAsync(evaluated.value.experiments());
        const unitOf = (e: IndexedExperiment): number => e.composite?.first ?? e.index;
        const touched = new Set(
          all
            .filter(
              ({ index }) =>
                selection.only?.some(([first, last]) => index >= first && index <= last) ?? true,
            )
            .map(unitOf),
        );
        const order = [...new Set(found.map(unitOf))];
        for (const unit of order) expect(touched).toContain(unit);
        expect(order).toHaveLength(Math.min(selection.limit ?? touched.size, touched.size));
        if (selection.shuffle === undefined) expect(order).toEqual(order.toSorted((a, b) => a - b));
        // What is found is found whole, and as it is without a selection.
        expect(found.toSorted((a, b) => a.index - b.index)).toEqual(
          all.filter((e) => order.includes(unitOf(e))),
        );
        expect(evaluated.value.count).toBe(found.length);
      }),
      { numRuns: 200 },
    );
  });

  test('a shuffle depends on its seed alone', async () => {
    const given = defineSpec({ grid: { x: range(50) } });
    const first = await indexesOf(given, { selection: { shuffle: 1 } });
    expect(await indexesOf(given, { selection: { shuffle: 1 } })).toEqual(first);
    expect(await indexesOf(given, { selection: { shuffle: 2 } })).not.toEqual(first);
    expect(first.toSorted((a, b) => a - b)).toEqual([...range(50)]);
  });

  test('indexes beyond the end are a problem', async () => {
    expect(
      await problemsOf(defineSpec({ grid: { x: range(3) } }), { selection: { only: [[2, 7]] } }),
    ).toContain('expected indexes from 0 to 2, got 2-7');
  });

  test('a sweep too large to be kept is expanded again, the same', async () => {
    const given = defineSpec({
      params: z.object({ x: z.int(), y: z.number() }),
      grid: { x: range(30_000), y: [1] },
    });
    const found = await experimentsOf(given, { selection: { shuffle: 5 } });
    expect(found).toHaveLength(30_000);
    expect(new Set(found.map(({ index }) => index)).size).toBe(30_000);
    expect(found.every(({ index, experiment }) => experiment.parameters.x === index)).toBe(true);
  });
});
