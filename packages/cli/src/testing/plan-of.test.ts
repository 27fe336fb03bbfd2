import { defineSpec, range } from '@mrunner/core';
import { describe, expect, test } from 'vitest';
import { planOf } from './plan-of.ts';

const spec = defineSpec({
  project: 'penguins',
  name: 'mlp',
  script: 'node train.ts',
  tags: ['demo'],
  parameters: { epochs: 5 },
  grid: { lr: [0.01, 0.1], seed: range(2) },
});

describe('planOf', () => {
  test('gives what would be done as plain data that does not depend on the machine', async () => {
    const planned = await planOf(spec);
    expect(planned.count).toBe(4);
    expect(planned.varying).toEqual(['lr', 'seed']);
    expect(planned.runs[3]).toEqual({
      index: 3,
      project: 'penguins',
      name: 'mlp',
      parameters: { epochs: 5, lr: 0.1, seed: 1 },
      tags: ['demo'],
      command: [
        'node',
        'train.ts',
        '--neptune',
        '<storage>/penguins/<sweep>/runs/3-mlp/neptune.yaml',
      ],
      env: {
        MRUNNER_UNDER_NEPTUNE: '0',
        RESOURCE_DIR_PATH: '<storage>/penguins/<sweep>/runs/3-mlp',
        MRUNNER_EXP_DIR_PATH: '<storage>/penguins/<sweep>/runs/3-mlp',
        MRUNNER_NEPTUNE_PATH: '<storage>/penguins/<sweep>/runs/3-mlp/neptune.yaml',
        MRUNNER_SWEEP_ID: '<sweep>',
        MRUNNER_RUN_ID: '<sweep>/3',
        MRUNNER_RUN_INDEX: '3',
        MRUNNER_ATTEMPT: '1',
        EXPERIMENT_ID: '<sweep>/3',
        STORAGE_URL: '<storage>',
      },
      cwd: '<project>',
      files: [
        {
          path: '<storage>/penguins/<sweep>/runs/3-mlp/neptune.yaml',
          text: expect.stringContaining('name: mlp'),
        },
      ],
    });
  });

  test('sets parameters and selects as the command line does', async () => {
    const { runs } = await planOf(spec, { set: ['epochs=1'], selection: { only: [[1, 2]] } });
    expect(runs.map(({ index, parameters }) => [index, parameters.epochs])).toEqual([
      [1, 1],
      [2, 1],
    ]);
  });

  test('takes a function, and keys of a context', async () => {
    const { runs } = await planOf(() => [{ script: './run', parameters: {}, context: 'gpu' }], {
      context: { neptune: true, env: { A: '1' }, storage_dir: '/data', tags: ['lab'] },
    });
    expect(runs[0]?.env).toMatchObject({
      A: '1',
      MRUNNER_UNDER_NEPTUNE: '1',
      STORAGE_URL: '<storage>',
    });
    expect(runs[0]?.tags).toEqual(['lab']);
    expect(runs[0]?.files.map(({ path }) => path)).toEqual([
      '<storage>/sandbox/<sweep>/runs/0-spec/neptune.yaml',
      '<storage>/sandbox/<sweep>/runs/0-spec/context.json',
    ]);
  });

  test('throws what the command line would print about a wrong spec', async () => {
    await expect(planOf({ scrpt: 'node train.ts' })).rejects.toThrow(
      'unknown key scrpt. Did you mean script?',
    );
  });

  test('throws what is wrong with the context', async () => {
    await expect(planOf(spec, { context: { parralel: 2 } })).rejects.toThrow(
      'unknown key parralel. Did you mean parallel?',
    );
  });
});
