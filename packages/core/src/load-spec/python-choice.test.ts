import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { needsPython, supportedPythons, tooOldPythons } from '../../test/pythons.ts';
import type { LoadSpecOptions } from './loaded-spec.ts';
import {
  environment,
  type PythonSpecRig,
  parametersOf,
  python,
  pythonSpecRig,
} from './python-spec.rig.ts';

let rig: PythonSpecRig;
beforeEach(() => {
  rig = pythonSpecRig();
});
afterEach(() => rig[Symbol.dispose]());
needsPython();

describe('the Python of a spec', () => {
  const which = 'import os, sys\nspec = [dict(parameters=dict(by=os.environ.get("FAKE_PYTHON")))]';

  /** A program that tells who it is and goes on as Python. */
  const fakePython = (name: string): string => {
    const file = join(rig.directory, name, 'bin/python');
    mkdirSync(join(rig.directory, name, 'bin'), { recursive: true });
    writeFileSync(file, `#!/bin/sh\nFAKE_PYTHON=${name} exec ${python.path} "$@"\n`);
    chmodSync(file, 0o755);
    return file;
  };
  const chosenBy = async (env: NodeJS.ProcessEnv, options: Partial<LoadSpecOptions> = {}) =>
    parametersOf(await rig.load(which, options, environment(env)))[0]?.[1];

  test('is what the caller wants, that of the active environment, or what a variable names', async () => {
    const wanted = { python: { program: fakePython('wanted'), by: 'python of the context lab' } };
    const venv = join(fakePython('venv'), '../..');
    const conda = join(fakePython('conda'), '../..');
    const named = fakePython('named');
    const all = { VIRTUAL_ENV: venv, CONDA_PREFIX: conda, MRUNNER_PYTHON: named };
    expect(await chosenBy(all, wanted)).toEqual({ by: 'wanted' });
    expect(await chosenBy(all)).toEqual({ by: 'venv' });
    expect(await chosenBy({ ...all, VIRTUAL_ENV: join(rig.directory, 'gone') })).toEqual({
      by: 'conda',
    });
    expect(await chosenBy({ MRUNNER_PYTHON: named })).toEqual({ by: 'named' });
  });

  test('is else python3 on PATH, else python', async () => {
    const env = environment({ PATH: join(fakePython('path'), '..') });
    delete env.MRUNNER_PYTHON;
    expect(parametersOf(await rig.load(which, {}, env))).toEqual([[0, { by: 'path' }]]);
    const { problems } = await rig.load(which, {}, { ...env, PATH: rig.directory });
    expect(problems).toContain('neither python3 nor python is on PATH');
  });

  test('that does not exist is said by what it was chosen', async () => {
    const lab = { program: '/nowhere/python', by: 'python of the context lab' };
    expect((await rig.load(which, { python: lab })).problems).toContain(
      'got /nowhere/python (python of the context lab)',
    );
    expect(
      (await rig.load(which, {}, environment({ MRUNNER_PYTHON: 'snake' }))).problems,
    ).toContain('got snake (MRUNNER_PYTHON), which is not on PATH');
  });

  test('that lacks a module: what is offered instead would be chosen', async () => {
    const venv = join(fakePython('venv'), '../..');
    const load = async (options: Partial<LoadSpecOptions>, env: NodeJS.ProcessEnv) =>
      (await rig.load('import nowhere', options, environment(env))).problems;
    const active = await load({}, { VIRTUAL_ENV: venv });
    expect(active).toContain('the active one goes before MRUNNER_PYTHON');
    const lab = { program: fakePython('wanted'), by: 'python of the context lab', instead: 'Lab' };
    expect(await load({ python: lab }, { VIRTUAL_ENV: venv })).toContain('Lab');
    expect(await load({}, { MRUNNER_PYTHON: fakePython('named') })).toContain(
      'or MRUNNER_PYTHON=/path/to/python3',
    );
  });

  const old = tooOldPythons();
  test.skipIf(old.length === 0).each(old)(
    'that is $version is too old',
    async ({ path, version }) => {
      const { problems } = await rig.load(which, {}, environment({ MRUNNER_PYTHON: path }));
      expect(problems).toContain(`expected Python 3.8 or newer for this spec, got ${version}`);
    },
  );

  test.each(supportedPythons())('may be $version', async ({ path }) => {
    const env = environment({ MRUNNER_PYTHON: path });
    expect((await rig.load(which, {}, env)).experiments).toHaveLength(1);
  });
});
