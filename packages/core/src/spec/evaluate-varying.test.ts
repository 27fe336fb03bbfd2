import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Double } from '../values/value.ts';
import { range } from './axis.ts';
import { defineSpec } from './define-spec.ts';
import { logUniform } from './distribution.ts';
import { experimentsOf, indexesOf, parametersOf } from './evaluate.rig.ts';

describe('the ways to vary parameters', () => {
  test('cases come first, then zip, then grid with the last key fastest, then samples', async () => {
    const found = await parametersOf({
      parameters: { constant: 'c' },
      cases: [{ opt: 'sgd', momentum: 0.9 }, { opt: 'adam' }],
      zip: { width: [8, 16], depth: [4, 2] },
      grid: { a: [1, 2], b: [3, 4] },
      sample: { n: 2, seed: 7, of: { lr: logUniform(1e-3, 1) } },
    });
    expect(found).toHaveLength(2 * 2 * 2 * 2 * 2);
    const text = found.map(({ opt, width, depth, a, b, lr }) =>
      [opt, width, depth, a, b, lr === found[0]?.lr ? 'x' : 'y'].join(' '),
    );
    expect(text.slice(0, 9)).toEqual([
      'sgd 8 4 1 3 x',
      'sgd 8 4 1 3 y',
      'sgd 8 4 1 4 x',
      'sgd 8 4 1 4 y',
      'sgd 8 4 2 3 x',
      'sgd 8 4 2 3 y',
      'sgd 8 4 2 4 x',
      'sgd 8 4 2 4 y',
      'sgd 16 2 1 3 x',
    ]);
    expect(found[0]).toMatchObject({ constant: 'c', momentum: 0.9 });
    expect(found.at(-1)).not.toHaveProperty('momentum');
  });

  test('indexes count what where keeps', async () => {
    const kept = defineSpec({ grid: { a: range(6) }, where: (p) => (p.a as number) % 2 === 1 });
    expect(await experimentsOf(kept)).toMatchObject([
      { index: 0, experiment: { parameters: { a: 1 } } },
      { index: 1, experiment: { parameters: { a: 3 } } },
      { index: 2, experiment: { parameters: { a: 5 } } },
    ]);
  });

  test('data may name lists and distributions', async () => {
    const found = await parametersOf({
      grid: { seed: { range: 2 }, x: { linspace: [0, 1, 3] } },
      sample: { n: 1, seed: 1, of: { lr: { log_uniform: [1e-3, 1] }, kind: { choice: ['a'] } } },
    });
    expect(found.map(({ seed, x }) => [seed, x])).toEqual([
      [0, new Double(0)],
      [0, 0.5],
      [0, new Double(1)],
      [1, new Double(0)],
      [1, 0.5],
      [1, new Double(1)],
    ]);
    expect(found[0]?.kind).toBe('a');
  });

  test('names, tags, resources and contexts may be functions of the parameters', async () => {
    const [, second] = await experimentsOf(
      defineSpec({
        params: z.object({ size: z.enum(['s', 'xl']), lr: z.number().default(0.1) }),
        grid: { size: ['s', 'xl'] },
        name: (p) => `net-${p.size}-${p.lr}`,
        tags: (p) => [p.size],
        resources: (p) => (p.size === 'xl' ? { gpu: 4, mem: '16G' } : {}),
        context: (p) => (p.size === 'xl' ? 'hpc' : 'local'),
      }),
    );
    expect(second?.experiment).toMatchObject({
      name: 'net-xl-0.1',
      tags: ['xl'],
      resources: { gpu: { count: 4 }, mem: 16 * 1024 },
      context: 'hpc',
    });
  });

  test('a grid of a billion is not built to select ten of it', async () => {
    const huge = defineSpec({ grid: { a: range(1000), b: range(1000), c: range(1000) } });
    expect(
      await parametersOf(huge, { selection: { only: [[999_999_990, 999_999_999]], limit: 2 } }),
    ).toEqual([
      { a: 999, b: 999, c: 990 },
      { a: 999, b: 999, c: 991 },
    ]);
    expect(await indexesOf(huge, { selection: { shuffle: 3, limit: 3 } })).toHaveLength(3);
  });
});
