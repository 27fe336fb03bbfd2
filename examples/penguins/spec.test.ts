import { planOf } from 'mrunner/testing';
import { expect, test } from 'vitest';
import { spec } from './spec.ts';

test('every combination of learning rate, width and seed is a run, the seed changing fastest', async () => {
  const { count, varying, runs } = await planOf(spec);
  expect(count).toBe(12);
  expect(varying).toEqual(['lr', 'hidden', 'seed']);
  expect(runs.slice(0, 4).map(({ parameters }) => parameters)).toEqual([
    { lr: 0.01, hidden: 8, seed: 0 },
    { lr: 0.01, hidden: 8, seed: 1 },
    { lr: 0.01, hidden: 8, seed: 2 },
    { lr: 0.01, hidden: 16, seed: 0 },
  ]);
});

test('a run is started by its neptune.yaml', async () => {
  const { runs } = await planOf(spec, { selection: { only: [[11, 11]] } });
  expect(runs[0]).toMatchInlineSnapshot(`
    {
      "command": [
        "node",
        "train.ts",
        "--neptune",
        "<storage>/penguins/<sweep>/runs/11-mlp/neptune.yaml",
      ],
      "cwd": "<project>",
      "env": {
        "EXPERIMENT_ID": "<sweep>/11",
        "MRUNNER_ATTEMPT": "1",
        "MRUNNER_EXP_DIR_PATH": "<storage>/penguins/<sweep>/runs/11-mlp",
        "MRUNNER_NEPTUNE_PATH": "<storage>/penguins/<sweep>/runs/11-mlp/neptune.yaml",
        "MRUNNER_RUN_ID": "<sweep>/11",
        "MRUNNER_RUN_INDEX": "11",
        "MRUNNER_SWEEP_ID": "<sweep>",
        "MRUNNER_UNDER_NEPTUNE": "0",
        "RESOURCE_DIR_PATH": "<storage>/penguins/<sweep>/runs/11-mlp",
        "STORAGE_URL": "<storage>",
      },
      "files": [
        {
          "path": "<storage>/penguins/<sweep>/runs/11-mlp/neptune.yaml",
          "text": "project: penguins
    name: mlp
    tags:
      - demo
    parameters:
      - name: lr
        type: double
        default: 0.1
        required: false
      - name: hidden
        type: int
        default: 16
        required: false
      - name: seed
        type: int
        default: 2
        required: false
    ",
        },
      ],
      "index": 11,
      "name": "mlp",
      "parameters": {
        "hidden": 16,
        "lr": 0.1,
        "seed": 2,
      },
      "project": "penguins",
      "tags": [
        "demo",
      ],
    }
  `);
});

test('a parameter that nothing has is refused, with a suggestion', async () => {
  await expect(planOf(spec, { set: ['hiden=8'] })).rejects.toThrow('Did you mean hidden?');
});
