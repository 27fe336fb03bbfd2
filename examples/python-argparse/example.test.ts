import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createExampleRig, runsOf } from '../example-rig.ts';

const hasPython = spawnSync('python3', ['--version']).status === 0;
const isRequired = process.env.MRUNNER_TEST_REQUIRE === 'all';

test('a Python script that knows nothing of mrunner gets its flags and leaves its results', async (context) => {
  if (!hasPython && !isRequired) context.skip('python3 is not installed');
  await using rig = createExampleRig(import.meta.dirname);
  const { code, stderr } = await rig.mrun(['run', 'spec.yaml', '--parallel', '2']);
  expect({ code, stderr }).toMatchObject({ code: 0 });

  const runs = await runsOf(rig);
  expect(runs).toHaveLength(12);
  for (const { dir } of runs) {
    const { pi, error } = JSON.parse(readFileSync(join(dir, 'result.json'), 'utf8'));
    expect(error).toBeLessThan(0.3);
    expect(pi).toBeCloseTo(Math.PI, 0);
    expect(readFileSync(join(dir, 'metrics.jsonl'), 'utf8').trimEnd().split('\n')).toHaveLength(10);
  }
});
