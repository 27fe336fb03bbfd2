import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createRig, type Rig } from './rig/rig.ts';
import { runSmallSweep, steady } from './rig/small-sweep.ts';

const git = (rig: Rig, ...words: string[]) =>
  execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@y', ...words], {
    cwd: rig.directory,
  });

const environmentsOf = (rig: Rig) =>
  rig.files('mruns').filter((path) => /environments\/.*json$/.test(path));

/** Environments are recorded in the background. */
const recorded = async (rig: Rig, count: number): Promise<void> => {
  while (environmentsOf(rig).length < count) await new Promise((over) => setTimeout(over, 10));
};

test('diff of two runs shows what differs, both values beside each other, and names what does not', async () => {
  await using rig = createRig();
  await runSmallSweep(rig);
  await recorded(rig, 1);
  const { code, stdout } = await rig.mrun(['diff', '0', '5']);
  expect(code).toBe(0);
  expect(steady(rig, stdout).replace(/(?<=\S) {2,}/g, '  ')).toMatchInlineSnapshot(`
    "#0 lr=0.01 seed=0 · succeeded · attempt 1 · HH:MM, after N s · <short>/0
    #5 lr=0.1 seed=2 · succeeded · attempt 1 · HH:MM, after N s · <short>/5
                  <short>/0  <short>/5
      parameters
        lr  0.01  0.1
        seed  0  2
      code  in place, not in git  in place, not in git
      results
        accuracy  0.5  0.92
      code: not in git, so nobody can tell
      the same: run, context, environment, outcome
    Next: mrun show 0  mrun show 5
    "
  `);
});

test('diff of a run with itself says that all is the same', async () => {
  await using rig = createRig();
  await runSmallSweep(rig);
  await recorded(rig, 1);
  const diff = JSON.parse((await rig.mrun(['diff', '0', '0', '--json'])).stdout);
  expect(diff).toMatchObject({ a: { index: 0 }, b: { index: 0 }, code: { same: null } });
  for (const { differs, note } of diff.sections)
    expect({ differs, note }).toEqual({ differs: [], note: null });
});

test('diff knows by git in which files the code of two sweeps differs', async () => {
  await using rig = createRig();
  rig.write({
    '.gitignore': 'node_modules\nmruns\n',
    'spec.yaml': `script: [sh, train.sh]\nargs: none\n`,
    'train.sh': 'exit 0\n',
    'model.sh': 'a\n',
  });
  git(rig, 'init', '-q');
  git(rig, 'add', '.');
  git(rig, 'commit', '-qm', 'first');
  const sweep = async (): Promise<string> =>
    JSON.parse((await rig.mrun(['run', 'spec.yaml', '--json', '--quiet'])).stdout).sweep;
  const ids = [await sweep(), await sweep()];
  rig.write({ 'train.sh': 'exit 1\n' });
  ids.push(await sweep());
  git(rig, 'commit', '-qam', 'second');
  rig.write({ 'model.sh': 'b\n' });
  ids.push(await sweep());
  const codeOf = async (a: number, b: number) =>
    JSON.parse((await rig.mrun(['diff', `${ids[a]}/0`, `${ids[b]}/0`, '--json'])).stdout).code;
  expect(await codeOf(0, 1)).toMatchObject({ same: true, files: [], note: null });
  expect(await codeOf(0, 2)).toMatchObject({ same: false, files: ['train.sh'] });
  expect(await codeOf(0, 3)).toMatchObject({ same: false, files: ['model.sh', 'train.sh'] });
  const { stdout } = await rig.mrun(['diff', `${ids[0]}/0`, `${ids[2]}/0`]);
  expect(stdout).toMatch(/code +in place, [0-9a-f]{7} +in place, [0-9a-f]{7} \+ 1 changed file\n/);
  expect(stdout).toContain('files that differ: train.sh\n');
  const full = await rig.mrun(['diff', `${ids[0]}/0`, `${ids[3]}/0`, '--full']);
  expect(full.stderr).toBe('');
  expect(full.stdout).toContain('diff --git a/model.sh b/model.sh\n');
  expect(full.stdout).toContain('\n-exit 0\n+exit 1\n');
  expect(full.stdout).toContain('\n-a\n+b\n');
  expect(readdirSync(rig.env.TMPDIR ?? '')).toEqual([]);
  const same = await rig.mrun(['diff', `${ids[0]}/0`, `${ids[1]}/0`, '--full']);
  expect(same.stdout).toContain('no line of the code differs');
});

test('diff knows by content in which files two snapshots differ', async () => {
  await using rig = createRig();
  rig.write({
    'spec.yaml': `script: [sh, train.sh]\nargs: none\n`,
    'train.sh': 'exit 0\n',
    'model.sh': 'a\n',
  });
  const sweep = async (): Promise<string> =>
    JSON.parse(
      (await rig.mrun(['run', 'spec.yaml', '--code', 'snapshot', '--json', '--quiet'])).stdout,
    ).sweep;
  const first = await sweep();
  const again = await sweep();
  rig.write({ 'train.sh': 'exit 1\n', 'new.sh': '' });
  const changed = await sweep();
  const codeOf = async (a: string, b: string) =>
    JSON.parse((await rig.mrun(['diff', `${a}/0`, `${b}/0`, '--json'])).stdout).code;
  expect(await codeOf(first, again)).toMatchObject({ same: true, files: [] });
  expect(await codeOf(first, changed)).toMatchObject({
    same: false,
    files: ['new.sh', 'train.sh'],
  });
  const words = ['diff', `${first}/0`, `${changed}/0`, '--full', '--json'];
  const { code } = JSON.parse((await rig.mrun(words)).stdout);
  expect(code.missing).toEqual([]);
  expect(code.diff).toContain('diff --git a/train.sh b/train.sh\n');
  expect(code.diff).toContain('\n-exit 0\n+exit 1\n');
});

test('diff shows all lines of code that differ, however many there are', async () => {
  await using rig = createRig();
  const sweep = async (lines: number): Promise<string> => {
    rig.write({
      'spec.yaml': `script: [sh, train.sh]\nargs: none\n`,
      'train.sh': 'exit 0\n',
      'large.txt': `${`${'x'.repeat(99)}\n`.repeat(lines)}the last line\n`,
    });
    const words = ['run', 'spec.yaml', '--code', 'snapshot', '--json', '--quiet'];
    return JSON.parse((await rig.mrun(words)).stdout).sweep;
  };
  const [first, second] = [await sweep(0), await sweep(12_000)];
  rig.write({ 'large.txt': 'gone\n' });
  const third = JSON.parse(
    (await rig.mrun(['run', 'spec.yaml', '--code', 'snapshot', '--json', '--quiet'])).stdout,
  ).sweep;
  const full = async (a: string, b: string): Promise<string> =>
    (await rig.mrun(['diff', `${a}/0`, `${b}/0`, '--full'])).stdout;
  expect((await full(first, second)).match(/^\+x/gm)).toHaveLength(12_000);
  expect(await full(second, third)).toContain('\n-the last line\n+gone\n');
});

test('diff compares the machines and packages of two sweeps', async () => {
  await using rig = createRig();
  const spec = (version: string) => ({
    'spec.yaml': `script: [python3, train.py]\nargs: none\nresources: {mem: ${version}G}\n`,
    'mrunner.yaml': `contexts: {local: {backend: local, prolog_cmd: 'export PATH=${rig.path('bin')}:$PATH'}}\n`,
    'bin/python3': `#!/bin/sh
case $1 in
  -c) printf 'package\\tnumpy==1.0\\npackage\\ttorch==${version}\\n' ;;
  --version) echo Python 3.${version} ;;
esac
`,
  });
  const run = async (version: string): Promise<string> => {
    rig.write(spec(version));
    execFileSync('chmod', ['+x', rig.path('bin/python3')]);
    return JSON.parse((await rig.mrun(['run', 'spec.yaml', '--json', '--quiet'])).stdout).sweep;
  };
  const first = await run('4');
  await recorded(rig, 1);
  const second = await run('5');
  await recorded(rig, 2);
  const { sections } = JSON.parse(
    (await rig.mrun(['diff', first, `${second}/0`, '--json'])).stdout,
  );
  const named = (name: string) => sections.find((it: { name: string }) => it.name === name);
  expect(named('environment').differs).toEqual([
    { name: 'version', a: 'Python 3.4', b: 'Python 3.5' },
    { name: 'package torch', a: '4', b: '5' },
  ]);
  expect(named('environment').same).toContain('package numpy');
  expect(named('resources').differs).toEqual([{ name: 'mem', a: '4G', b: '5G' }]);
});

test('code that nobody kept can not be shown line by line', async () => {
  await using rig = createRig();
  await runSmallSweep(rig);
  const { code, stderr } = await rig.mrun(['diff', '0', '1', '--full']);
  expect(code).toBe(2);
  expect(stderr).toMatch(/git/);
  expect(readdirSync(rig.env.TMPDIR ?? '')).toEqual([]);
});

test.each([
  [['diff', '0', '17'], 'has no such run'],
  [['diff', '0', '0-2'], 'expected one run'],
])('%j is a mistake', async (words, message) => {
  await using rig = createRig();
  await runSmallSweep(rig);
  const { code, stderr } = await rig.mrun(words);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});
