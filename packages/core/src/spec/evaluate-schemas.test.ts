import { type } from 'arktype';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { defineSpec } from './define-spec.ts';
import { parametersOf, problemsOf } from './evaluate.rig.ts';

describe('schemas of any library', () => {
  test.each([
    ['zod', z.object({ lr: z.number().positive(), hidden: z.int().default(16) })],
    [
      'valibot',
      v.object({
        lr: v.pipe(v.number(), v.minValue(0)),
        hidden: v.optional(v.pipe(v.number(), v.integer()), 16),
      }),
    ],
    ['arktype', type({ lr: 'number > 0', hidden: 'number.integer = 16' })],
  ])('%s fills in defaults and reports wrong values with their origin', async (_, params) => {
    const good = await parametersOf({ params, grid: { lr: [0.1, 0.2] } });
    expect(good).toMatchObject([
      { lr: 0.1, hidden: 16 },
      { lr: 0.2, hidden: 16 },
    ]);
    const problems = await problemsOf({ params, grid: { lr: [0.1, -0.1] } });
    expect(problems).toMatch(/#1 {2}lr .*-0\.1 .*\(grid\.lr\[1\]\)/);
    expect(await problemsOf({ params, grid: { lr: [0.1] }, parameters: { hiden: 3 } })).toContain(
      'Did you mean hidden?',
    );
  });

  const lr = { grid: { lr: [0.1] } };
  test.each([
    [
      'a schema that makes dates',
      z.object({ day: z.coerce.date() }),
      { grid: { day: ['2026-01-01'] } },
      /day .*got a Date/,
    ],
    [
      'a schema that transforms',
      z.object({ n: z.string().transform((text) => text.length) }),
      { grid: { n: ['abc'] } },
      /n .*accepts its own output.* for 3/,
    ],
    [
      'a schema that changes its own output',
      z.object({ n: z.number().transform((n) => n + 1) }),
      { grid: { n: [1.5] } },
      /n .*leaves its own output as it is/,
    ],
    [
      'bigints that the value model makes integers',
      z.object({ n: z.bigint() }),
      { grid: { n: [5n] } },
      /z\.coerce\.bigint\(\)/,
    ],
    [
      'a required parameter that nothing sets',
      z.object({ lr: z.number(), seed: z.int() }),
      lr,
      /seed .*requires it, and nothing sets it/,
    ],
    [
      'a key that a strict schema refuses',
      z.strictObject({ lr: z.number() }),
      { ...lr, parameters: { lrr: 1 } },
      /parameters\.lrr .*Did you mean lr\?/,
    ],
    [
      'an asynchronous schema that refuses',
      z.object({ lr: z.number().refine(async (n) => n > 1, 'too low') }),
      lr,
      /#0 {2}lr .*too low, got 0\.1/,
    ],
  ])('%s: a problem', async (_, params, rest, expected) => {
    expect(await problemsOf({ params, ...rest })).toMatch(expected);
  });

  test('coerced bigints, optional and nullable parameters are fine', async () => {
    const params = z.object({ n: z.coerce.bigint(), note: z.string().optional(), none: z.null() });
    expect(
      await parametersOf({
        params,
        cases: [
          { n: 5, none: null },
          { n: 2n ** 70n, none: null },
        ],
      }),
    ).toEqual([
      { n: 5, none: null },
      { n: 2n ** 70n, none: null },
    ]);
  });

  test('a combination that fails the schema is a problem even if where would drop it', async () => {
    const params = z.object({ lr: z.number().positive() });
    expect(
      await problemsOf(defineSpec({ params, grid: { lr: [0.1, -1] }, where: (p) => p.lr > 0 })),
    ).toContain('-1');
  });
});
