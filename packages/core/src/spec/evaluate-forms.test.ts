import { describe, expect, test } from 'vitest';
import { composite } from './composite.ts';
import { defineSpec } from './define-spec.ts';
import { experimentsOf, indexesOf, problemsOf } from './evaluate.rig.ts';

describe('the forms of a spec', () => {
  const experiment = { name: 'one', parameters: { lr: 0.1 } };
  test.each([
    ['an experiment', experiment],
    ['a list', [experiment]],
    ['an iterable', new Set([experiment])],
    ['a function', () => experiment],
    ['an async function', async () => [experiment]],
    ['a promise', Promise.resolve(experiment)],
    [
      'a generator function',
      function* () {
        yield experiment;
      },
    ],
    [
      'an async generator function',
      async function* () {
        yield experiment;
      },
    ],
    ['a spec', defineSpec({ name: 'one', parameters: { lr: 0.1 } })],
    ['a function that returns a spec', () => defineSpec({ name: 'one', grid: { lr: [0.1] } })],
    ['an object with the keys of a spec', { name: 'one', grid: { lr: [0.1] } }],
    [
      'a spec of another copy of the package',
      { [Symbol.for('mrunner.spec')]: 1, definition: { name: 'one', zip: { lr: [0.1] } } },
    ],
    ['nested lists', [[experiment]]],
  ])('%s gives its experiment', async (_, given) => {
    const [found, ...others] = await experimentsOf(given);
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      index: 0,
      experiment: { name: 'one', project: 'sandbox', parameters: { lr: 0.1 } },
    });
  });

  test('specs of a list follow each other', async () => {
    const specs = [
      defineSpec({ grid: { a: [1, 2] } }),
      { name: 'alone' },
      defineSpec({ grid: { b: [3] } }),
    ];
    expect(
      (await experimentsOf(specs)).map(({ index, experiment: { name, parameters } }) => [
        index,
        name,
        parameters,
      ]),
    ).toEqual([
      [0, 'spec', { a: 1 }],
      [1, 'spec', { a: 2 }],
      [2, 'alone', {}],
      [3, 'spec', { b: 3 }],
    ]);
  });

  test('a generator that never ends is asked for no more than the limit', async () => {
    let asked = 0;
    const endless = function* () {
      for (;;) yield { parameters: { n: asked++ } };
    };
    expect(await indexesOf(endless, { selection: { limit: 3 } })).toEqual([0, 1, 2]);
    expect(asked).toBeLessThanOrEqual(4);
  });

  test.each([[1], ['text'], [null], [undefined], [true]])('%j is a problem', async (given) => {
    expect(await problemsOf(given)).toContain('expected a spec, an experiment, a list of these');
  });
});

test('members of a composite have consecutive indexes and know their composite', async () => {
  const found = await experimentsOf([
    { name: 'alone' },
    composite(
      'duel',
      { learner: { script: 'a' }, actor: { grid: { x: [1, 2] } } as never },
      { onFailure: 'continue' },
    ),
    { composite: [{ name: 'm' }, { name: 'n' }], onFailure: 'continue' },
  ]);
  expect(
    found.map(({ index, composite: c }) => [
      index,
      c?.name,
      c?.member,
      c?.first,
      c?.size,
      c?.onFailure,
    ]),
  ).toEqual([
    [0, undefined, undefined, undefined, undefined, undefined],
    [1, 'duel', 'learner', 1, 2, 'continue'],
    [2, 'duel', 'actor', 1, 2, 'continue'],
    [3, 'duel', 'learner', 3, 2, 'continue'],
    [4, 'duel', 'actor', 3, 2, 'continue'],
    [5, 'spec', '0', 5, 2, 'continue'],
    [6, 'spec', '1', 5, 2, 'continue'],
  ]);
});
