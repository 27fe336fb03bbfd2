import { symlinkSync, unlinkSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { hasPython } from '../../core/test/pythons.ts';
import { createRig } from './rig/rig.ts';

describe('mrun init', () => {
  test('writes files that run as they are, without a warning', async () => {
    await using rig = createRig();
    const { code, stdout } = await rig.mrun(['init']);
    expect(code).toBe(0);
    expect(stdout).toBe(`Wrote spec.ts, train.ts, mrunner.yaml in .
Next:
  mrun plan spec.ts  what would run
  mrun run spec.ts   run it
  mrun results       what came out
`);
    const run = await rig.mrun(['run', 'spec.ts']);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toContain('6 of 6 succeeded');
    const results = await rig.mrun(['results', '--sort', 'loss', '--json']);
    expect(results.stdout).toContain('position');
    const [directory = ''] = rig.files('mruns').filter((file) => file.endsWith('log.1'));
    expect(rig.read(`mruns/${directory}`)).toBe('');
  });

  test('in a package that is not all modules writes .mts, and in no package says what to install', async () => {
    await using rig = createRig();
    rig.write({ 'package.json': '{}' });
    unlinkSync(rig.path('node_modules/mrunner'));
    const { stdout } = await rig.mrun(['init', 'first one']);
    expect(stdout).toContain('Wrote spec.mts, train.mts, mrunner.yaml in first one');
    expect(stdout).toMatch(/Next:\n {2}cd 'first one' *\n {2}npm i -D mrunner/);
    symlinkSync(new URL('..', import.meta.url).pathname, rig.path('node_modules/mrunner'));
    const run = await rig.mrun(['run', 'spec.mts', '--limit', '1'], { cwd: 'first one' });
    expect(run).toMatchObject({ code: 0, stderr: '' });
  });

  test('makes a package that only lists what was installed say that its files are modules', async () => {
    await using rig = createRig();
    const installed = { devDependencies: { mrunner: '^0.1.0' } };
    rig.write({ 'package.json': JSON.stringify(installed) });
    const { stdout } = await rig.mrun(['init']);
    expect(stdout).toContain('Wrote spec.ts, train.ts, mrunner.yaml in .');
    expect(stdout).toContain('package.json says "type": "module"');
    expect(JSON.parse(rig.read('package.json'))).toEqual({ ...installed, type: 'module' });
    const run = await rig.mrun(['run', 'spec.ts', '--limit', '1']);
    expect(run).toMatchObject({ code: 0, stderr: '' });
  });

  test.each([
    ['says otherwise', { 'package.json': '{"type": "commonjs"}' }],
    ['has a program', { 'package.json': '{"main": "index.js"}' }],
    ['has JavaScript files', { 'package.json': '{}', 'old.js': '' }],
  ])('leaves a package alone that %s', async (_, files) => {
    await using rig = createRig();
    rig.write(files);
    const { stdout } = await rig.mrun(['init']);
    expect(stdout).toContain('Wrote spec.mts, train.mts, mrunner.yaml in .');
    expect(rig.read('package.json')).toBe(files['package.json']);
  });

  test.runIf(hasPython())('in a project in Python writes Python, which runs as it is', async () => {
    await using rig = createRig();
    rig.write({ 'lab/pyproject.toml': '' });
    const { stdout } = await rig.mrun(['init'], { cwd: 'lab' });
    expect(stdout).toBe(`Wrote spec.py, train.py, mrunner.yaml in .
Next:
  mrun plan spec.py  what would run
  mrun run spec.py   run it
  mrun results       what came out
`);
    const run = await rig.mrun(['run', 'spec.py'], { cwd: 'lab' });
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toContain('6 of 6 succeeded');
    const results = await rig.mrun(['results', '--json'], { cwd: 'lab' });
    expect(results.stdout).toContain('position');
    // What npm writes there makes it no project for Node.
    rig.write({ 'lab/package.json': '{"devDependencies": {"mrunner": "^0.1.0"}}' });
    expect((await rig.mrun(['init'], { cwd: 'lab' })).stdout).toContain('spec.py exists already');
    const asked = await rig.mrun(['init', 'new', '--python']);
    expect(asked.stdout).toContain('Wrote spec.py, train.py, mrunner.yaml in new');
    const debugged = await rig.mrun(['debug', 'spec.py', '--index', '3'], { cwd: 'lab' });
    expect(debugged.code).toBe(0);
  });

  test('leaves what exists as it is', async () => {
    await using rig = createRig();
    rig.write({ 'spec.ts': 'mine' });
    const { code, stdout } = await rig.mrun(['init']);
    expect(code).toBe(0);
    expect(stdout).toContain(
      'Wrote train.ts, mrunner.yaml in .\nspec.ts exists already and stays as it is\n',
    );
    expect(rig.read('spec.ts')).toBe('mine');
  });

  test('under npx tells to type npx', async () => {
    await using rig = createRig();
    const { stdout } = await rig.mrun(['init'], { env: { npm_command: 'exec' } });
    expect(stdout).toContain('  npx mrun plan spec.ts  what would run\n');
  });
});
