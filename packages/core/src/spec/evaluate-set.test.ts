import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Double } from '../values/value.ts';
import { defineSpec } from './define-spec.ts';
import { experimentsOf, parametersOf, problemsOf } from './evaluate.rig.ts';

describe('--set', () => {
  const params = z.object({
    lr: z.number(),
    deep: z.object({ n: z.int() }).default({ n: 1 }),
    on: z.boolean().default(false),
    mode: z.enum(['a', 'b']).default('a'),
  });
  test.each([
    [['lr=1'], { lr: new Double(1) }],
    [['lr=1e-3'], { lr: 0.001 }],
    [['deep.n=3'], { deep: { n: 3 } }],
    [['on=yes'], { on: true }],
    [['mode=b'], { mode: 'b' }],
  ])('%j is typed by the schema', async (set, expected) => {
    expect(
      (await parametersOf(defineSpec({ params, parameters: { lr: 0.5 } }), { set }))[0],
    ).toMatchObject(expected);
  });

  test.each([
    [['n=2'], { n: 2 }],
    [['n=2.5'], { n: 2.5 }],
    [['x=2'], { x: new Double(2) }],
    [['text=2'], { text: '2' }],
    [['a.b=9'], { 'a.b': 9, a: { b: 1 } }],
    [['+new=[1]'], { new: [1] }],
    [['+a.c=z'], { a: { b: 1, c: 'z' } }],
  ])('%j is typed by the value it replaces', async (set, expected) => {
    const parameters = { n: 1, x: 0.5, text: 'a', a: { b: 1 }, 'a.b': 3 };
    expect((await parametersOf([{ parameters }], { set }))[0]).toMatchObject(expected);
  });

  test.each([
    [['lr=a'], /--set lr .*expected a number, got "a"/],
    [['lrr=1'], /--set lrr .*Did you mean lr\?/],
    [['seed=1'], /seed is varied by grid/],
    [['lr'], /expected key=value, got "lr"/],
  ])('%j is a problem', async (set, expected) => {
    const given = {
      params: params.extend({ seed: z.int() }),
      parameters: { lr: 0.5 },
      grid: { seed: [1, 2] },
    };
    expect(await problemsOf(given, { set })).toMatch(expected);
  });

  test('is applied before where and names see the parameters', async () => {
    const given = defineSpec({
      params,
      parameters: { lr: 0.5 },
      grid: { on: [true, false] },
      where: (p) => p.lr > 1,
      name: (p) => `lr-${p.lr}`,
    });
    expect(await problemsOf(given)).toContain('where drops every combination');
    expect(
      (await experimentsOf(given, { set: ['lr=2'] })).map(({ experiment }) => experiment.name),
    ).toEqual(['lr-2', 'lr-2']);
  });
});
