import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { range } from './axis.ts';
import { composite } from './composite.ts';
import { defineSpec } from './define-spec.ts';
import { experimentsOf, problemsOf } from './evaluate.rig.ts';

describe('problems, all at once', () => {
  test('a wrong type in experiments 3 and 7 is reported for both', async () => {
    const experiments = [...range(9)].map((n) => ({
      parameters: { n },
      tags: n === 3 || n === 7 ? 'text' : [],
    }));
    const problems = await problemsOf(experiments);
    expect(problems).toContain('#3  [3].tags');
    expect(problems).toContain('#7  [7].tags');
    expect(problems).toContain('expected a list of texts, got "text"');
  });

  test('the same problem of several experiments is one, with their indexes', async () => {
    const params = z.object({ lr: z.number().positive(), seed: z.int() });
    expect(
      await problemsOf(defineSpec({ params, grid: { lr: [0.1, -0.1], seed: range(3) } })),
    ).toMatchInlineSnapshot(
      `"  #3 … #5  lr  Too small: expected number to be >0, got -0.1   (grid.lr[1])"`,
    );
  });

  test.each([
    ['an unknown key', { paramters: {} }, 'unknown key paramters. Did you mean parameters?'],
    [
      'both spellings of a key',
      { pythonPath: ['a'], python_path: ['b'] },
      'expected one of pythonPath and python_path',
    ],
    ['an axis in two ways', { grid: { a: [1] }, cases: [{ a: 2 }] }, 'got a in cases and in grid'],
    [
      'lists of unequal lengths',
      { zip: { a: [1], b: [1, 2] } },
      'expected lists of one length, got a has 1, b has 2',
    ],
    ['an axis that is no list', { grid: { a: 3 } }, 'For one value: [3]'],
    ['a script that needs a shell', { script: 'a | b' }, "['sh', '-c', 'a | b']"],
    ['an unknown placeholder', { script: 'a {lrr}', grid: { lr: [1] } }, 'Did you mean {lr}?'],
    [
      'a value JSON can not hold, with its path',
      [{ parameters: { a: { f: () => 1 } } }],
      '[0].parameters.a.f',
    ],
    ['a bare number as memory', { resources: { mem: 16 } }, 'resources.mem'],
    ['no experiments', [], 'expected at least one experiment, got none: the list is empty'],
    ['an empty axis', { grid: { a: [1], b: [] } }, 'got none: grid.b is empty'],
    [
      'a where that throws',
      {
        grid: { a: [1] },
        where: () => {
          throw new TypeError('no');
        },
      },
      'got TypeError: no',
    ],
    ['a sample without a seed', { sample: { n: 1, of: {} } }, 'sample.seed'],
    ['a composite without members', composite('c', {}), 'at least one experiment'],
    [
      'members of unequal counts',
      composite('c', { a: { grid: { x: [1, 2] } }, b: { grid: { x: [1, 2, 3] } } } as never),
      'a has 2, b has 3',
    ],
    [
      'two flags of one name',
      { args: 'flags', script: 'a', flags: { names: 'kebab' }, parameters: { 'a-b': 1, a_b: 2 } },
      'a-b',
    ],
    ['an unknown context type', { context: 3 }, 'expected text, got 3'],
    [
      'a bad variable name',
      { env: { 'a-b': '1' } },
      'expected the name of an environment variable',
    ],
  ])('%s', async (_, given, expected) => {
    expect(await problemsOf(given)).toContain(expected);
  });

  test('old spellings and snake_case are accepted', async () => {
    const [found] = await experimentsOf([
      {
        project_name: 'p',
        what: 'python a.py',
        python_path: 'x:y',
        paths_to_dump: 'a b',
        random_id: '123456',
        exclude: '.git *.ckpt',
      },
    ]);
    expect(found?.experiment).toMatchObject({
      project: 'p',
      script: ['python', 'a.py'],
      pythonPath: ['x', 'y'],
      pathsToCopy: ['a', 'b'],
      exclude: ['.git', '*.ckpt'],
    });
  });
});
