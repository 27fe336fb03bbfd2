import { expect, test } from 'vitest';
import { createRig } from './rig/rig.ts';

const script = 'if (process.env.FAIL === process.env.MRUNNER_RUN_INDEX) process.exit(1);\n';

test('--skip-done leaves out what succeeded before, wherever it stands in the spec by now', async () => {
  await using rig = createRig();
  rig.write({ 'spec.yaml': 'script: node a.mjs\ngrid: {lr: [1, 2, 3]}\n', 'a.mjs': script });
  await rig.mrun(['run', 'spec.yaml'], { env: { FAIL: '1' } });
  rig.write({ 'spec.yaml': 'script: node a.mjs\ngrid: {lr: [4, 3, 2, 1]}\n' });
  const plan = await rig.mrun(['plan', 'spec.yaml', '--skip-done', '--json']);
  const { runs } = JSON.parse(plan.stdout);
  expect(runs.map((run: { index: number }) => run.index)).toEqual([0, 2]);
  const again = await rig.mrun(['run', 'spec.yaml', '--skip-done', '--limit', '1']);
  expect(again.stderr).toContain('2 experiments done before (--skip-done): 2 are left.');
  expect(again.stdout).toContain('1 of 1 succeeded');
  const one = await rig.mrun(['run', 'spec.yaml', '--skip-done']);
  expect(one.stderr).toContain('3 experiments done before (--skip-done): 1 is left.');
  const last = await rig.mrun(['run', 'spec.yaml', '--skip-done']);
  expect(last).toMatchObject({ code: 0, stdout: '' });
  expect(last.stderr).toContain(
    '4 experiments done before (--skip-done): nothing is left to start.',
  );
});

test('--skip-done leaves out a composite when all its members are done', async () => {
  await using rig = createRig();
  const spec =
    'composite: {a: {script: node a.mjs}, b: {script: node a.mjs}}\nonFailure: continue\n';
  rig.write({ 'spec.yaml': spec, 'a.mjs': script });
  await rig.mrun(['run', 'spec.yaml'], { env: { FAIL: '1' } });
  const plan = await rig.mrun(['plan', 'spec.yaml', '--skip-done', '--json']);
  expect(JSON.parse(plan.stdout).runs.length).toBe(2);
});
