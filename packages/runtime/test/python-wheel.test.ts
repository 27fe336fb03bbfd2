import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { venvPython } from '../../core/test/pythons.ts';

// What a user gets of PyPI: the wheel, installed into an empty virtual environment.

const root = join(import.meta.dirname, '../../..');
const project = readFileSync(join(root, 'packages/runtime/python/pyproject.toml'), 'utf8');
const dir = mkdtempSync(join(tmpdir(), 'mrunner-wheel-test-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const env = { PATH: process.env.PATH, HOME: dir, TMPDIR: dir };
const run = (program: string, words: readonly string[]): string =>
  execFileSync(program, words, {
    cwd: dir,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });

test('the version for Python is that of the packages for Node', () => {
  const { version } = JSON.parse(readFileSync(join(root, 'packages/cli/package.json'), 'utf8'));
  expect(/^version = "(.*)"$/m.exec(project)?.[1]).toBe(version);
});

const builder = venvPython('setuptools', 'wheel');
describe.skipIf(builder === undefined)('the wheel', () => {
  test('has the runtime and what evaluates specs, no old names, and needs nothing', () => {
    execFileSync(process.execPath, [join(root, 'scripts/build-python-wheel.ts'), dir], {
      env: { ...env, MRUNNER_BUILD_PYTHON: builder },
    });
    const [wheel = '', ...others] = readdirSync(dir).filter((name) => name.endsWith('.whl'));
    expect(others).toEqual([]);
    expect(wheel).toMatch(/^mrunner_runtime-[\d.]+-py3-none-any\.whl$/);
    const list = 'import sys, zipfile; print("\\n".join(zipfile.ZipFile(sys.argv[1]).namelist()))';
    const names = run(builder ?? '', ['-c', list, wheel]).split('\n');
    expect(names).toContain('mrunner_runtime/__init__.py');
    expect(names).toContain('mrunner_runtime/py.typed');
    expect(names).toContain('mrunner_spec/__main__.py');
    expect(names).toContain('mrunner_spec/stand_ins/mrunner/experiment.py');
    expect(names.filter((name) => /^(mrunner|deeplib|tests)\/|__pycache__/.test(name))).toEqual([]);

    run(builder ?? '', ['-m', 'venv', 'empty']);
    const python = join(dir, 'empty/bin/python');
    run(python, ['-m', 'pip', 'install', '--quiet', '--no-index', '--no-deps', wheel]);
    const metadata = run(python, ['-m', 'pip', 'show', '--verbose', 'mrunner-runtime']);
    expect(metadata).toMatch(/^Requires: *$/m);
  });

  test('lets scripts run outside of mrunner, and debug themselves by a spec', () => {
    const python = join(dir, 'empty/bin/python');
    writeFileSync(
      join(dir, 'train.py'),
      `from mrunner_runtime import standard_mrunner_main
def main(ctx, params, experiment_dir):
    print(params.lr, params["seed"])
standard_mrunner_main(main)
`,
    );
    writeFileSync(
      join(dir, 'spec.py'),
      `from mrunner.helpers.specification_helper import create_experiments_helper
experiments_list = create_experiments_helper(
    experiment_name="x", base_config={"seed": 3}, params_grid={"lr": [0.25, 0.5]}, script="train.py",
    project_name="p", with_neptune=False)
`,
    );
    expect(run(python, ['train.py', '--set', 'lr=0.5', '--set', 'seed=1'])).toBe('0.5 1\n');
    const debug = ['-c', 'PMILOS_DEBUG=1 exec "$@"', 'sh', python, 'train.py', '--ex', 'spec.py'];
    expect(run('sh', debug)).toBe('0.25 3\n');
    writeFileSync(
      join(dir, 'plain.py'),
      'from mrunner_runtime import log, params, result\nlog({"a": 1})\nresult(1)\nprint(len(params))\n',
    );
    expect(run(python, ['plain.py'])).toBe('0\n');
  });
});
