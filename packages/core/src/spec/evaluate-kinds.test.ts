import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Double } from '../values/value.ts';
import { parametersOf } from './evaluate.rig.ts';

describe('int or double', () => {
  const one = new Double(1);
  test.each([
    ['the values of an axis decide together', { grid: { a: [1, 0.5] } }, [{ a: one }, { a: 0.5 }]],
    ['integers alone stay integers', { grid: { a: [1, 2] } }, [{ a: 1 }, { a: 2 }]],
    ['cases decide together', { cases: [{ a: 1 }, { a: 0.5 }] }, [{ a: one }, { a: 0.5 }]],
    [
      'a constant that a case replaces is of its kind',
      { parameters: { a: 1 }, cases: [{ a: 0.5 }, {}] },
      [{ a: 0.5 }, { a: one }],
    ],
    [
      'one array of experiments decides together',
      [{ parameters: { a: 1 } }, { parameters: { a: 0.5 } }],
      [{ a: one }, { a: 0.5 }],
    ],
    [
      'what a generator yields decides alone',
      function* () {
        yield { parameters: { a: 1 } };
        yield { parameters: { a: 0.5 } };
      },
      [{ a: 1 }, { a: 0.5 }],
    ],
    [
      'a schema of numbers makes doubles',
      { params: z.object({ a: z.number() }), grid: { a: [1, 2] } },
      [{ a: one }, { a: new Double(2) }],
    ],
    [
      'a schema of integers keeps integers',
      { params: z.object({ a: z.int() }), grid: { a: [1] } },
      [{ a: 1 }],
    ],
    [
      'a schema says so within lists and maps',
      {
        params: z.object({ a: z.array(z.number()), b: z.record(z.string(), z.number()) }),
        cases: [{ a: [1], b: { c: 1 } }],
      },
      [{ a: [one], b: { c: one } }],
    ],
    [
      'a union is told by its constants',
      {
        params: z.discriminatedUnion('k', [
          z.object({ k: z.literal('i'), a: z.int() }),
          z.object({ k: z.literal('d'), a: z.number() }),
        ]),
        cases: [
          { k: 'i', a: 1 },
          { k: 'd', a: 1 },
        ],
      },
      [
        { k: 'i', a: 1 },
        { k: 'd', a: one },
      ],
    ],
    [
      'a default of a schema is of its kind',
      { params: z.object({ a: z.number().default(1) }) },
      [{ a: one }],
    ],
    [
      'a part that the schema can not tell follows the axis',
      { params: z.object({ a: z.any() }), grid: { a: [1, 0.5] } },
      [{ a: one }, { a: 0.5 }],
    ],
  ])('%s', async (_, given, expected) => {
    expect(await parametersOf(given)).toEqual(expected);
  });

  test('the selection never decides', async () => {
    expect(
      await parametersOf({ grid: { a: [1, 0.5] } }, { selection: { only: [[0, 0]] } }),
    ).toEqual([{ a: one }]);
  });
});
