import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createExampleRig, runsOf } from '../example-rig.ts';

test('the sweep of the demo succeeds, and its best network knows more than 95 of 100 birds', async () => {
  await using rig = createExampleRig(import.meta.dirname);
  const { code, stderr } = await rig.mrun(['run', 'spec.ts', '--parallel', '2']);
  expect({ code, stderr }).toMatchObject({ code: 0 });

  const runs = await runsOf(rig);
  expect(runs.map(({ state }) => state)).toEqual(Array(12).fill('succeeded'));
  const accuracies = runs.map(({ dir }): number => {
    const result = JSON.parse(readFileSync(join(dir, 'result.json'), 'utf8'));
    return result.accuracy;
  });
  expect(Math.max(...accuracies)).toBeGreaterThan(0.95);
});

test('results are shown sorted, over seeds, and as learning curves', async () => {
  await using rig = createExampleRig(import.meta.dirname);
  await rig.mrun(['run', 'spec.ts', '--parallel', '2', '--only', '6-11']);
  const sorted = await rig.mrun(['results', '--sort', '-accuracy']);
  expect(sorted).toMatchObject({ code: 0, stdout: expect.stringContaining('accuracy') });
  const overSeeds = await rig.mrun(['results', '--over', 'seed', '--sort', '-accuracy']);
  expect(overSeeds).toMatchObject({ code: 0, stdout: expect.stringContaining('±') });
  const curves = await rig.mrun(['results', '--over', 'seed', '--plot', 'accuracy']);
  expect(curves).toMatchObject({ code: 0, stdout: expect.stringMatching(/[⠀-⣿▁-█]/) });
});
