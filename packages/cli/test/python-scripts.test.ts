import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { needsPython, onePython } from '../../core/test/pythons.ts';
import { createRig, type Rig } from './rig/rig.ts';

const python = onePython();
needsPython();

const given = (script: string, spec: string): Rig => {
  const rig = createRig();
  rig.write({ 'train.py': script, 'spec.yaml': spec });
  return rig;
};

const state = async (rig: Rig): Promise<unknown> => {
  const { stdout } = await rig.mrun(['status', '--json']);
  return (JSON.parse(stdout) as { runs: readonly unknown[] }).runs;
};

const training = `import sys
from mrunner_runtime import log, standard_mrunner_main

def main(ctx, args, exp_dir_path):
    print(type(args.lr).__name__, args.net, sys.argv[1:], ctx and ctx.project)
    for step in range(1, 4):
        log({'loss': args.lr / step, 'phase': 'warm-up'}, step)
    return {'accuracy': 1 - args.lr}

standard_mrunner_main(main)
`;

test('a training function gets its parameters; what it logs and returns is shown', async () => {
  await using rig = given(
    training,
    'script: python3 train.py --mine\nparameters: {net: {depth: 2}}\ngrid: {lr: [1.0, 0.5]}\n',
  );
  const { code, stdout, stderr } = await rig.mrun(['run', 'spec.yaml']);
  expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' });
  expect((await rig.mrun(['logs', '0'])).stdout).toContain(
    "float Parameters({'depth': 2}) ['--mine'] None\n",
  );
  const results = await rig.mrun(['results', '--csv']);
  expect(results.stdout).toMatch(/accuracy/);
  expect(results.stdout).toMatch(/0\.5/);
  expect((await rig.mrun(['show', '1'])).stdout).toMatch(/loss +0\.167/);
});

test('under neptune it gets the embedded context', async () => {
  await using rig = given(training, 'project: p\nscript: python3 train.py\ngrid: {lr: [1.0]}\n');
  rig.write({
    'spec.yaml': 'project: p\nscript: python3 train.py\nparameters: {lr: 1.0, net: {}}\n',
    'mrunner.yaml': 'contexts: {local: {backend: local, neptune: true}}\n',
  });
  const { code, stdout } = await rig.mrun(['run', 'spec.yaml']);
  expect(code, stdout).toBe(0);
  expect((await rig.mrun(['logs', '0'])).stdout).toContain('float Parameters({}) [] p\n');
});

const waiting = `import time
from mrunner_runtime import standard_mrunner_main, should_stop

def main(ctx, args, exp_dir_path):
    should_stop()
    open('ready', 'w').close()
    while not should_stop():
        time.sleep(0.01)

standard_mrunner_main(main)
`;

test('a script that is stopped, saves and returns ends with 85', async () => {
  await using rig = given(waiting, 'script: python3 train.py\nparameters: {lr: 1}\n');
  const started = rig.start(['run', 'spec.yaml']);
  while (!rig.exists('ready')) await new Promise(setImmediate);
  started.signal('SIGTERM');
  expect((await started.done).code).toBe(130);
  expect(await state(rig)).toMatchObject([{ exitCode: 85 }]);
});

test('wrong set-up ends with 2 and its message, an exception with its own words', async () => {
  await using rig = given(
    'import dataclasses\n' +
      'from mrunner_runtime import standard_mrunner_main\n' +
      '@dataclasses.dataclass\nclass Params:\n    lr: float\n    i: int\n' +
      'def main(ctx, params, directory):\n    raise KeyError("penguins")\n' +
      'standard_mrunner_main(main, Params)\n',
    'script: python3 train.py\nparameters: {lr: 0.5}\ngrid: {i: [1, x]}\n',
  );
  expect((await rig.mrun(['run', 'spec.yaml'])).code).toBe(1);
  expect(await state(rig)).toMatchObject([
    {
      exitCode: 1,
      reason: { kind: 'exit', text: expect.stringContaining("KeyError: 'penguins'") },
    },
    { exitCode: 2 },
  ]);
  const { stdout } = await rig.mrun(['logs', '1']);
  expect(stdout).toContain('i   expected a whole number, got "x"');
});

test('an experiment that mrun expands can be started in debug mode', async () => {
  await using rig = given(
    training,
    'script: python3 train.py\nparameters: {net: {}}\ngrid: {lr: [1.0, 2.0]}\n',
  );
  const { code, stdout, stderr } = await rig.mrun(['debug', 'spec.yaml', '--index', '1']);
  expect(code, stderr).toBe(0);
  expect(stdout).toContain('float Parameters({}) [] None\n');
});

const cliPackage = join(import.meta.dirname, '..');

/** Starts the script by hand in debug mode, as a debugger does; `mrun` is where npm puts it. */
const debugByHand = (rig: Rig, words: readonly string[]) => {
  const program = join(cliPackage, 'bin/mrun.js');
  rig.write({
    'node_modules/.bin/mrun': `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`,
  });
  chmodSync(rig.path('node_modules/.bin/mrun'), 0o755);
  const env = { ...rig.env, PMILOS_DEBUG: '1', PYTHONPATH: join(cliPackage, 'dist/bundle/python') };
  const { status, stdout, stderr } = spawnSync(
    python.path,
    ['-B', 'train.py', '--exp_dir_path', '.', '--ex', ...words],
    { cwd: rig.directory, env, encoding: 'utf8' },
  );
  return { status, stdout, stderr };
};

test('by hand in debug mode it takes an experiment of any spec, with the kinds that a run gets', async () => {
  await using rig = given(
    training,
    'script: python3 train.py\nparameters: {net: {}}\ngrid: {lr: [1.0, 2.0]}\n',
  );
  rig.write({
    'spec.py': "spec = {'script': 'x', 'grid': {'lr': [1.0, 0.5]}, 'parameters': {'net': 3}}\n",
    'list.py': "experiments_list = [{'script': 'x', 'parameters': {'lr': 0.25, 'net': None}}]\n",
  });
  expect(debugByHand(rig, ['spec.yaml', '--index', '1'])).toEqual({
    status: 0,
    stdout: 'float Parameters({}) [] None\n',
    stderr: '',
  });
  expect(debugByHand(rig, ['spec.py'])).toMatchObject({ stdout: 'float 3 [] None\n' });
  expect(debugByHand(rig, ['list.py'])).toMatchObject({ stdout: 'float None [] None\n' });
  expect(debugByHand(rig, ['spec.yaml', '--index', '7'])).toEqual({
    status: 2,
    stdout: '',
    stderr: expect.stringMatching(/^train\.py could not read its parameters\n\n {2}spec\.yaml .*/),
  });
});
