import { symlinkSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createRig, type Rig } from './rig/rig.ts';

/** Runs a spec with mistakes and checks that they are told, and that nothing was left behind. */
const refuse = async (
  rig: Rig,
  file: string,
  env: { [name: string]: string } = {},
): Promise<string> => {
  const { code, stdout, stderr } = await rig.mrun(['run', file], { env });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('nothing was started');
  expect(rig.exists('mruns')).toBe(false);
  expect(rig.files('../state')).toEqual([]);
  return stderr;
};

const given = (files: { readonly [path: string]: string }): Rig => {
  const rig = createRig();
  rig.write({ 'train.mjs': '', ...files });
  return rig;
};

describe('a spec of code', () => {
  test('with a syntax error: file, line and the code are shown', async () => {
    await using rig = given({
      'spec.ts': "export const spec = {\n  script: 'node train.mjs',\n  grid: {{}\n};\n",
    });
    const said = await refuse(rig, 'spec.ts');
    expect(said).toContain('spec.ts › spec: 1 problem, nothing was started');
    expect(said).toMatch(/spec\.ts:3/);
    expect(said).toContain('grid: {{}');
  });

  test('without the export: what it does export is shown', async () => {
    await using rig = given({ 'spec.ts': "export const spect = { script: 'node train.mjs' };\n" });
    const said = await refuse(rig, 'spec.ts');
    expect(said).toContain('expected an export named spec, got spect. Did you mean spect?');
    expect(said).toContain('--spec spect');
  });

  test('that throws: its own stack is shown', async () => {
    await using rig = given({
      'spec.ts':
        "export const spec = () => grow();\nconst grow = (): never => { throw new RangeError('too many'); };\n",
    });
    const said = await refuse(rig, 'spec.ts');
    expect(said).toContain('RangeError: too many');
    expect(said).toMatch(/at grow .*spec\.ts:2/);
    expect(said).not.toContain('node:internal');
  });

  test.each([
    ['an empty list', 'export const spec = [];\n', 'the list is empty'],
    [
      'an empty axis',
      "export const spec = { script: 'node train.mjs', grid: { seed: [] } };\n",
      'grid.seed is empty',
    ],
    [
      'a where that drops all',
      "import { defineSpec } from 'mrunner';\nexport const spec = defineSpec({ script: 'node train.mjs', grid: { a: [1] }, where: () => false });\n",
      'where drops every combination',
    ],
  ])('that gives no experiment (%s): it says why', async (_, text, why) => {
    await using rig = given({ 'spec.ts': text });
    expect(await refuse(rig, 'spec.ts')).toContain(
      `expected at least one experiment, got none: ${why}`,
    );
  });

  test.each([
    [
      'waits for ever',
      'export const spec = () => new Promise(() => { setInterval(() => {}, 1000); });\n',
    ],
    ['loops for ever at its top level', 'for (;;);\n'],
    [
      'yields for ever',
      "export function* spec() { for (;;) yield { script: 'node train.mjs', parameters: {} }; }\n",
    ],
  ])('that %s is ended at a limit, which is said', async (_, text) => {
    await using rig = given({ 'spec.ts': text });
    const said = await refuse(rig, 'spec.ts', { MRUNNER_SPEC_TIMEOUT: '1' });
    expect(said).toContain('within 1 second');
    expect(said).toContain('MRUNNER_SPEC_TIMEOUT');
  });

  test('whose file does not exist: the nearest name is offered', async () => {
    await using rig = given({ 'spec.ts': 'export const spec = [];\n' });
    expect(await refuse(rig, 'spce.ts')).toContain('there is no such file. Did you mean spec.ts?');
  });

  test('with values that JSON cannot hold: each with its path', async () => {
    await using rig = given({
      'spec.ts':
        "export const spec = { script: 'node train.mjs', parameters: { optimiser: { step: () => 1 }, seen: new Map() } };\n",
    });
    const said = await refuse(rig, 'spec.ts');
    expect(said).toContain('2 problems');
    expect(said).toMatch(/parameters\.optimiser\.step\s.*function/);
    expect(said).toMatch(/parameters\.seen .*Map/);
  });

  test('whose schema transforms into what does not come back: it is said', async () => {
    await using rig = given({
      'spec.ts': `const params = { '~standard': { version: 1, vendor: 'test', validate: (given) => ({
  value: { day: new Date(given.day) } }) } };
export const spec = { script: 'node train.mjs', params, parameters: { day: '2026-01-01' } };
`,
    });
    expect(await refuse(rig, 'spec.ts')).toMatch(/day .*Date/);
  });

  test('with a wrong value in two experiments: both are reported, at once with a script that does not exist', async () => {
    await using rig = given({
      'spec.ts': `const params = { '~standard': { version: 1, vendor: 'test', validate: (given) =>
  given.lr > 0 ? { value: given } : { issues: [{ message: 'expected a number above 0', path: ['lr'] }] } } };
export const spec = [1, 1, 1, -3, 1, 1, 1, -7].map((lr) => ({ script: 'node trian.mjs', params, parameters: { lr } }));
`,
    });
    const said = await refuse(rig, 'spec.ts');
    expect(said).toMatch(/#3.*lr/);
    expect(said).toMatch(/#7.*lr/);
    expect(said).toContain('trian.mjs does not exist here. Did you mean train.mjs?');
  });
});

describe('a spec of data', () => {
  test('with another mistake beside a secret that is not set: both are reported', async () => {
    await using rig = given({
      'spec.yaml': 'script: node train.mjs\nargs: foo\nsecrets: [NOT_SET_HERE]\n',
    });
    const said = await refuse(rig, 'spec.yaml');
    expect(said).toContain('got "foo"');
    expect(said).toContain('NOT_SET_HERE');
  });

  test('with unknown keys: line, column and the line itself are shown', async () => {
    await using rig = given({
      'spec.yaml': 'project: p\nscript: node train.mjs\nparamters: {lr: 0.1}\n',
      'spec.json': '{\n  "script": "node train.mjs",\n  "gird": {"lr": [1]}\n}\n',
    });
    const yaml = await refuse(rig, 'spec.yaml');
    expect(yaml).toContain('spec.yaml:3:1  unknown key paramters. Did you mean parameters?');
    expect(yaml).toContain('3 | paramters: {lr: 0.1}');
    const json = await refuse(rig, 'spec.json');
    expect(json).toContain('spec.json:3:3  unknown key gird. Did you mean grid?');
  });

  test('that is not YAML: line and column are shown', async () => {
    await using rig = given({ 'spec.yaml': 'script: node train.mjs\ngrid: {a: [1, 2\n' });
    expect(await refuse(rig, 'spec.yaml')).toMatch(/spec\.yaml:\d+:\d+/);
  });
});

describe('a command', () => {
  const script = async (
    text: string,
    files: { readonly [path: string]: string } = {},
  ): Promise<string> => {
    await using rig = given({ 'spec.yaml': `script: ${JSON.stringify(text)}\n`, ...files });
    return await refuse(rig, 'spec.yaml');
  };

  test('that needs a shell is refused with the line that would do', async () => {
    const said = await script('node train.mjs > out.txt');
    expect(said).toContain("['sh', '-c', 'node train.mjs > out.txt']");
    expect(said).not.toContain('got none');
  });

  test('also when a directory on PATH can not be looked into', async () => {
    await using rig = given({ 'spec.yaml': 'script: noed train.mjs\n' });
    symlinkSync('round', rig.path('round'));
    const said = await refuse(rig, 'spec.yaml', { PATH: `${rig.env.PATH}:${rig.path('round')}` });
    expect(said).toContain('no program named noed is on PATH. Did you mean node?');
  });

  test('whose program is not found: the nearest name is offered', async () => {
    expect(await script('noed train.mjs')).toContain(
      'no program named noed is on PATH. Did you mean node?',
    );
    expect(await script('go.sh', { 'go.sh': '' })).toContain(
      'no program named go.sh is on PATH. Did you mean sh go.sh?',
    );
    expect(await script('train.py', { 'train.py': '' })).toContain(
      'Did you mean python3 train.py?',
    );
  });

  test.each([
    ['python train.py', 'no program named python is on PATH\n', 'python: python3'],
    ['srun sh x', 'no program named srun is on PATH\n', 'with a context of a cluster'],
    ['mpiexec sh x', 'no program named mpiexec is on PATH\n', 'with_mpi puts it in front'],
  ])('that old specs start, where it is missing: %s', async (text, what, advice) => {
    await using rig = given({ 'spec.yaml': `script: ${text}\n`, 'train.py': '', x: '' });
    const said = await refuse(rig, 'spec.yaml', { PATH: rig.path('nothing') });
    expect(said).toContain(what);
    expect(said).toContain(advice);
  });

  test('whose program is not executable: it says how to make it so', async () => {
    expect(await script('./go.sh', { 'go.sh': '' })).toContain('./go.sh is not executable');
    expect(await script('./go.py', { 'go.py': '' })).toContain('its interpreter: python3 ./go.py');
    expect(await script('src/go.ts', { 'src/go.ts': '' })).toContain(
      'its interpreter: node src/go.ts',
    );
  });

  test('that is missing: it is asked for', async () => {
    await using rig = given({ 'spec.yaml': 'grid: {a: [1, 2]}\n' });
    expect(await refuse(rig, 'spec.yaml')).toContain('expected a command to start, got none');
  });

  test('whose script is beside the spec while commands start above it: it is said what to write', async () => {
    await using rig = createRig();
    rig.write({
      'mrunner.yaml': '',
      'sub/spec.yaml': 'script: node train.mjs\n',
      'sub/train.mjs': '',
    });
    const { code, stderr } = await rig.mrun(['plan', 'spec.yaml'], { cwd: 'sub' });
    expect(code).toBe(2);
    expect(stderr).toContain(
      `train.mjs is beside the spec, but commands start in the project directory ${rig.directory}`,
    );
    expect(stderr).toContain('cwd: .');
    expect(stderr).toContain('sub/train.mjs');
    rig.write({ 'sub/spec.yaml': 'script: node train.mjs\ncwd: ..\n' });
    expect((await rig.mrun(['plan', 'spec.yaml'], { cwd: 'sub' })).stderr).toContain(
      `commands start in the cwd of the spec, ${rig.directory}`,
    );
    rig.write({ 'sub/spec.yaml': 'script: node none.mjs\n' });
    expect((await rig.mrun(['plan', 'spec.yaml'], { cwd: 'sub' })).stderr).toContain(
      `none.mjs does not exist in ${rig.directory}\n`,
    );
  });

  test('whose directory does not exist: the nearest name is offered', async () => {
    await using rig = given({
      'spec.yaml': 'script: node train.mjs\ncwd: srcs\n',
      'src/train.mjs': '',
    });
    expect(await refuse(rig, 'spec.yaml')).toContain(
      'the directory srcs does not exist. Did you mean src?',
    );
  });

  test('that may be made by a set-up is only warned of', async () => {
    await using rig = given({
      'spec.yaml': 'script: node made.mjs\n',
      'mrunner.yaml': "contexts: {local: {prolog_cmd: 'echo > made.mjs'}}\n",
    });
    const { code, stderr } = await rig.mrun(['run', 'spec.yaml']);
    expect(stderr).toContain('Warning: script: made.mjs does not exist here.');
    expect(code).toBe(0);
  });
});
