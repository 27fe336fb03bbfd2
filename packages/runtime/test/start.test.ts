import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { neptuneYaml } from '@mrunner/core/neptune-yaml';
import { Double, stringifyPrivate } from '@mrunner/core/values';
import { expect, test } from 'vitest';
import { hasPython } from '../../core/test/pythons.ts';
import { metricsOf, runScript, temporaryDirectory } from './started-script.ts';

test('a script started by hand without parameters exits with 2 and says what to type', async () => {
  using directory = temporaryDirectory();
  const { code, stdout, stderr } = await runScript('train.ts', { cwd: directory.path });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^train\.ts needs its parameters, and nothing says where they are\.\n/);
  expect(stderr).toMatch(/by mrun +mrun run spec\.ts\n/);
  expect(stderr).toMatch(
    / {2}by hand +node \S+train\.ts --set lr=0\.1 --set seed=0 {6}\(hidden=16 by default\)\n$/,
  );
});

test('--set gives parameters, the schema checks them and fills in its defaults', async () => {
  using directory = temporaryDirectory();
  const env = { RESOURCE_DIR_PATH: join(directory.path, 'run') };
  const { code, stdout } = await runScript('train.ts', {
    args: ['--set', 'lr=0.5', '--set', 'seed=3'],
    env,
  });
  expect({ code, stdout }).toEqual({ code: 0, stdout: '{"lr":0.5,"hidden":16,"seed":3}\n' });
  expect(metricsOf(env.RESOURCE_DIR_PATH)).toMatchObject([
    { step: 3, values: { loss: 0.03125 }, attempt: 1 },
  ]);
  expect(readFileSync(join(env.RESOURCE_DIR_PATH, 'result.json'), 'utf8')).toBe('{"product":8}\n');
});

test('parameters that the schema refuses exit with 2, and nothing is made', async () => {
  using directory = temporaryDirectory();
  const run = join(directory.path, 'run');
  const { code, stdout, stderr } = await runScript('train.ts', {
    args: ['--set', 'lr=-1'],
    env: { RESOURCE_DIR_PATH: run },
  });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('lr     Too small: expected number to be >0, got -1');
  expect(stderr).toContain('seed   is missing');
  expect(stderr).toMatch(/try +node \S+ --set lr=0\.1 --set seed=0\n$/);
  expect(existsSync(run)).toBe(false);
});

const parameters = { lr: new Double(1), big: 2n ** 64n, name: '1e-5', layers: [1, 2], none: null };
const shown = { lr: 1, big: '18446744073709551616n', name: '1e-5', layers: [1, 2], none: null };

test.each([1, 2] as const)(
  'a started run reads its neptune.yaml of version %s and learns who it is',
  async (version) => {
    using directory = temporaryDirectory();
    const file = join(directory.path, 'neptune.yaml');
    writeFileSync(file, neptuneYaml({ project: 'p', name: 'n', parameters }, version));
    const { code, stdout, stderr } = await runScript('show.ts', {
      args: ['--fast', '--neptune', file, '--', '--set', 'x'],
      env: {
        MRUNNER_UNDER_NEPTUNE: '0',
        MRUNNER_NEPTUNE_PATH: file,
        RESOURCE_DIR_PATH: directory.path,
        MRUNNER_SWEEP_ID: 'otter',
        MRUNNER_RUN_ID: 'otter/3',
        MRUNNER_RUN_INDEX: '3',
        MRUNNER_ATTEMPT: '2',
      },
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      params: shown,
      experimentDir: directory.path,
      mode: 'yaml',
      argv: ['--fast', '--', '--set', 'x'],
      run: { sweepId: 'otter', id: 'otter/3', index: 3, attempt: 2 },
      project: null,
    });
  },
);

test('a run under neptune gets the context', async () => {
  using directory = temporaryDirectory();
  const context = join(directory.path, 'context.json');
  const storageDir = join(directory.path, 'storage');
  const content = { project: 'p', name: 'n', storageDir, tags: [], properties: {} };
  writeFileSync(context, stringifyPrivate({ ...content, params: parameters }));
  const { code, stdout } = await runScript('show.ts', {
    args: ['x'],
    env: { MRUNNER_UNDER_NEPTUNE: '1', MRUNNER_NEPTUNE_CONTEXT: context },
  });
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    params: shown,
    experimentDir: storageDir,
    mode: 'neptune',
    argv: ['x'],
    run: null,
    project: 'p',
  });
});

test('debug mode reads the experiment of a spec', async () => {
  using directory = temporaryDirectory();
  const spec = join(directory.path, 'other.json');
  const experiments = [{ parameters: { lr: 1 } }, { parameters: { lr: 2, name: 'b' } }];
  writeFileSync(spec, JSON.stringify(experiments));
  const start = async (...args: readonly string[]) => {
    const { stdout, stderr, code } = await runScript('show.ts', {
      args: ['--ex', spec, '--exp_dir_path', directory.path, ...args, 'x'],
      env: { PMILOS_DEBUG: '1' },
    });
    return { code, stderr, shown: code === 0 ? JSON.parse(stdout) : stdout };
  };
  expect(await start()).toMatchObject({
    code: 0,
    shown: { params: { lr: 1 }, mode: 'debug', experimentDir: directory.path, argv: ['x'] },
  });
  expect(await start('--index', '1', '--set', 'lr=0.5')).toMatchObject({
    shown: { params: { lr: 0.5, name: 'b' } },
  });
  expect(await start('--index', '2')).toMatchObject({
    code: 2,
    shown: '',
    stderr: expect.stringMatching(
      /^show\.ts could not read its parameters\n\n {2}--index {3}expected/,
    ),
  });
  expect(await start('--spec', 'gone')).toMatchObject({ code: 2, shown: '' });
});

test.runIf(hasPython())('debug mode reads the experiment of a spec in Python', async () => {
  using directory = temporaryDirectory();
  const spec = join(directory.path, 'old.py');
  writeFileSync(
    spec,
    "print('looking')\nexperiments_list = [dict(script='a', parameters={'lr': 1.0, 'n': n}) for n in range(3)]\n",
  );
  const { code, stdout, stderr } = await runScript('show.ts', {
    args: ['--ex', spec, '--exp_dir_path', directory.path, '--index', '2'],
    env: { PMILOS_DEBUG: '1' },
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: 'looking\n' });
  expect(JSON.parse(stdout)).toMatchObject({ params: { lr: 1, n: 2 }, mode: 'debug' });
});

test('debug mode takes one member of a composite', async () => {
  using directory = temporaryDirectory();
  const spec = join(directory.path, 'spec.json');
  const composite = [{ parameters: { role: 'learner' } }, { parameters: { role: 'actor' } }];
  writeFileSync(spec, JSON.stringify({ composite }));
  const { code, stdout, stderr } = await runScript('show.ts', {
    args: ['--ex', spec, '--exp_dir_path', directory.path, '--index', '1'],
    env: { PMILOS_DEBUG: '1' },
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({ params: { role: 'actor' } });
});

test('debug mode without a spec has no parameters, and a fresh directory, printed', async () => {
  const { code, stdout, stderr } = await runScript('show.ts', { env: { MRUNNER_DEBUG: '1' } });
  expect(code).toBe(0);
  const { params, experimentDir } = JSON.parse(stdout);
  expect(params).toEqual({});
  expect(stderr).toBe(`experiment directory: ${experimentDir}\n`);
  rmSync(experimentDir, { recursive: true });
});

test('getConfiguration leaves the process to the script', async () => {
  using directory = temporaryDirectory();
  const ended = await runScript('configured.ts', {
    args: ['--set', 'lr=1'],
    env: { RESOURCE_DIR_PATH: directory.path },
  });
  expect(ended).toMatchObject({ code: 4, stdout: '{"lr":1}\n', stderr: '' });
  expect(metricsOf(directory.path)).toMatchObject([{ step: 1, values: { loss: 1 } }]);
});

test('getConfiguration throws what standardMrunnerMain would print', async () => {
  expect(await runScript('configured.ts')).toMatchObject({
    code: 9,
    stdout:
      'caught SetUpError: configured.ts needs its parameters, and nothing says where they are.\n',
  });
});
