import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { createRig } from './rig/rig.ts';
import { runSmallSweep, steady } from './rig/small-sweep.ts';

test('why of a run gives its state, the evidence, its last words and how to try it by hand', async () => {
  await using rig = createRig();
  await runSmallSweep(rig);
  const { code, stdout } = await rig.mrun(['why', '1']);
  expect(code).toBe(0);
  expect(steady(rig, stdout)).toMatchInlineSnapshot(`
    "#1 lr=0.01 seed=1 · failed: exit 7 · attempt 1 · HH:MM, after N s · <short>/1
      ValueError: bad shape (3, 4)
      The worker recorded exit 7.
      log        mruns/birds/<id>/runs/1-mlp/log.1
      code       in place, not in git
      reproduce  mrun debug 1
    Next: mrun logs 1    mrun show 1
    "
  `);
  expect(JSON.parse((await rig.mrun(['why', '1', '--json'])).stdout)).toMatchObject({
    index: 1,
    state: 'failed',
    exitCode: 7,
    evidence: 'The worker recorded exit 7.',
    lines: ['ValueError: bad shape (3, 4)'],
  });
});

test('why of a sweep groups failures by cause, numbers in their words set aside', async () => {
  await using rig = createRig();
  rig.write({
    'spec.yaml': `script: [sh, -c, 'echo "Error: out of memory, tried {x} MiB"; exit {code}']\nargs: none\ngrid: {code: [1, 3], x: {range: 3}}\n`,
  });
  await rig.mrun(['run', 'spec.yaml', '--parallel', '2']);
  const { stdout } = await rig.mrun(['why']);
  expect(stdout).toMatch(/3 {2}× {2}exit 1: Error: out of memory, tried 0 MiB +#0 … #2/);
  expect(stdout).toMatch(/3 {2}× {2}exit 3: Error: out of memory, tried 0 MiB +#3 … #5/);
});

test('why says that nothing went wrong', async () => {
  await using rig = createRig();
  rig.write({ 'spec.yaml': `script: [sh, -c, 'true']\nargs: none\n` });
  await rig.mrun(['run', 'spec.yaml']);
  expect((await rig.mrun(['why'])).stdout).toContain('nothing went wrong');
});

test('why knows which code a run had, and what changed since', async () => {
  await using rig = createRig();
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@y', ...words], {
      cwd: rig.directory,
    });
  rig.write({
    '.gitignore': 'node_modules\nmruns\n',
    'spec.yaml': `script: [sh, fail.sh]\nargs: none\n`,
    'fail.sh': 'exit 1\n',
  });
  git('init', '-q');
  git('add', '.');
  git('commit', '-qm', 'first');
  await rig.mrun(['run', 'spec.yaml']);
  expect((await rig.mrun(['why', '0'])).stdout).toMatch(/code +in place, [0-9a-f]{7}\n/);
  rig.write({ 'fail.sh': 'exit 2\n' });
  expect((await rig.mrun(['why', '0'])).stdout).toMatch(
    /code +in place, [0-9a-f]{7}; fail.sh has changed since\n/,
  );
});

test.each([
  ['a program that is not there', `[does-not-exist-anywhere]`, /could not be started|exit 127/],
  ['a kill', `[sh, -c, 'kill -9 $$']`, /exit 137 \(killed by SIGKILL\)/],
])('why puts %s into words', async (_, script, words) => {
  await using rig = createRig();
  rig.write({
    'spec.yaml': `script: ${script}\nargs: none\n`,
    'mrunner.yaml': 'contexts: {local: {backend: local, prolog_cmd: "true"}}\n',
  });
  await rig.mrun(['run', 'spec.yaml']);
  expect((await rig.mrun(['why', '0'])).stdout).toMatch(words);
});

test('what failed comes before what was cancelled because of it', async () => {
  await using rig = createRig();
  rig.write({
    'spec.yaml': `composite: [{script: [sh, wait.sh], args: none}, {script: [sh, -c, 'exit 4'], args: none}]\n`,
    'wait.sh': 'while :; do sleep 0.05; done\n',
  });
  await rig.mrun(['run', 'spec.yaml']);
  const { causes } = JSON.parse((await rig.mrun(['why', '--json'])).stdout);
  expect(causes).toMatchObject([
    { state: 'failed', indexes: [1], reason: { kind: 'exit', code: 4 } },
    { state: 'cancelled', indexes: [0] },
  ]);
});
