import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createExampleRig, runsOf } from '../example-rig.ts';

const hasPython = spawnSync('python3', ['--version']).status === 0;
const isRequired = process.env.MRUNNER_TEST_REQUIRE === 'all';
const pythonTest = test.skipIf(!hasPython && !isRequired);

pythonTest('the sweep succeeds, and its best network knows more than 95 of 100 birds', async () => {
  await using rig = createExampleRig(import.meta.dirname);
  const { code, stderr } = await rig.mrun(['run', 'spec.py', '--parallel', '2']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const runs = await runsOf(rig);
  expect(runs.map(({ state }) => state)).toEqual(Array(12).fill('succeeded'));
  expect(runs[11]?.parameters).toEqual({ lr: 0.1, hidden: 16, seed: 2 });
  const accuracies = runs.map(({ dir }): number => {
    const result = JSON.parse(readFileSync(join(dir, 'result.json'), 'utf8'));
    return result.accuracy;
  });
  expect(Math.max(...accuracies)).toBeGreaterThan(0.95);
  const metrics = readFileSync(join(runs[0]?.dir ?? '', 'metrics.jsonl'), 'utf8')
    .trim()
    .split('\n');
  expect(metrics).toHaveLength(50);
});

pythonTest('its results are a table of the same shape as those of the TypeScript one', async () => {
  await using python = createExampleRig(import.meta.dirname);
  await using typescript = createExampleRig(join(import.meta.dirname, '../penguins'));
  const tables = [];
  for (const [rig, spec] of [
    [python, 'spec.py'],
    [typescript, 'spec.ts'],
  ] as const) {
    await rig.mrun(['run', spec, '--only', '2-3']);
    const { stdout } = await rig.mrun(['results', '--csv']);
    const [header = '', ...rows] = stdout.trim().split('\n');
    // Chance differs in two languages, and with it what comes out.
    const known = rows.map((row) => row.split(',').slice(0, header.split(',').indexOf('accuracy')));
    tables.push({ header, known, widths: rows.map((row) => row.split(',').length) });
  }
  expect(tables[0]).toEqual(tables[1]);
  expect(tables[0]?.header).toMatch(/hidden,seed,.*accuracy,loss/);
});

pythonTest(
  'a misspelt parameter fails where the spec says it, and an impossible one by hand',
  async () => {
    await using rig = createExampleRig(import.meta.dirname);
    rig.write({ 'spec.py': rig.read('spec.py').replace('hidden=hidden', 'hiden=hidden') });
    const plan = await rig.mrun(['plan', 'spec.py']);
    expect(plan.code).toBe(2);
    expect(plan.stderr).toContain("unexpected keyword argument 'hiden'");
    const env = {
      ...rig.env,
      PYTHONPATH: join(import.meta.dirname, '../../packages/runtime/python'),
    };
    const byHand = spawnSync('python3', ['train.py', '--set', 'lr=-1'], {
      cwd: rig.directory,
      env,
    });
    expect(byHand.status).toBe(2);
    expect(String(byHand.stderr)).toContain('expected a number above 0, got -1.0');
  },
);
