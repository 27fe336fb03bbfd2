import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { supportedPythons, tooOldPythons } from '../../test/pythons.ts';
import { problemText } from '../problems/problem-text.ts';
import { Double } from '../values/value.ts';
import { loadSpec } from './load-spec.ts';
import type { LoadSpecOptions } from './loaded-spec.ts';

let directory: string;
beforeEach(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'mrunner-python-spec-')));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const [python] = supportedPythons();
if (python === undefined) throw new Error('These tests need a Python of at least 3.8');

const environment = (changes: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => {
  const { VIRTUAL_ENV: _, CONDA_PREFIX: __, MRUNNER_PYTHON: ___, ...env } = process.env;
  return { ...env, MRUNNER_PYTHON: python.path, ...changes };
};

/** Loads a spec of the given text; `printed` is what came out beside the answer. */
const load = async (
  text: string,
  options: Partial<LoadSpecOptions> = {},
  env: NodeJS.ProcessEnv = environment(),
) => {
  const file = join(directory, 'sweep.py');
  writeFileSync(file, text);
  let printed = '';
  const writeError = (chunk: string): void => {
    printed += chunk;
  };
  const result = await loadSpec({ file, ...options }, { spawn, env, writeError });
  if (!result.ok) {
    const problems = problemText(result.problems).replaceAll(directory, '<dir>');
    return { problems, experiments: [], printed: () => printed, loaded: undefined };
  }
  const experiments = await Array.fromAsync(result.value.experiments);
  return { problems: '', experiments, printed: () => printed, loaded: result.value };
};

const parametersOf = ({ experiments }: Awaited<ReturnType<typeof load>>) =>
  experiments.map(({ index, experiment }) => [index, experiment.parameters]);

describe('a Python spec', () => {
  test('gives its experiments with the kinds of their values', async () => {
    const loaded = await load(`
class Experiment:
    def __init__(self, **keys):
        self.__dict__.update(keys)

def spec():
    print('looking')
    return [Experiment(name='n', project='p', script='python a.py', python_path='',
                       parameters=dict(lr=1.0, n=seed, big=2**70, on=True, none=None, ls=(1, 2.0)))
            for seed in range(2)]
`);
    expect(loaded.problems).toBe('');
    const parameters = {
      lr: new Double(1),
      big: 2n ** 70n,
      on: true,
      none: null,
      ls: [1, new Double(2)],
    };
    expect(parametersOf(loaded)).toEqual([
      [0, { ...parameters, n: 0 }],
      [1, { ...parameters, n: 1 }],
    ]);
    expect(loaded.experiments[0]?.experiment).toMatchObject({
      name: 'n',
      project: 'p',
      script: ['python', 'a.py'],
      args: 'neptune',
    });
    expect(loaded.printed()).toContain('looking\n');
    expect(loaded.loaded).toMatchObject({ specName: 'spec', specCount: 2, varying: ['n'] });
  });

  test.each([
    ['spec = [dict(name="x")]', 'spec', 'neptune'],
    ['def specifications(): return dict(name="x")', 'specifications', 'neptune'],
    ['experiments_list = [dict(name="x")]', 'experiments_list', 'config'],
    ['experiments_list = [dict(name="x", args="none")]', 'experiments_list', 'none'],
    ['experiments_list = 3\nspec = [dict(name="x")]', 'spec', 'neptune'],
  ])('%s is found by its name', async (text, specName, args) => {
    const { loaded, experiments } = await load(text);
    expect(loaded?.specName).toBe(specName);
    expect(experiments[0]?.experiment).toMatchObject({ name: 'x', args });
  });

  test('of several names that may be meant, the first counts that there is', async () => {
    const text = 'other = [dict(name="o")]\nspec = [dict(name="s")]';
    const { experiments, loaded } = await load(text, {
      specName: ['specifications', 'other', 'spec'],
    });
    expect(loaded?.specName).toBe('other');
    expect(experiments[0]?.experiment.name).toBe('o');
  });

  test('a mapping with a grid is a spec of our own, in which a misspelt key is a problem', async () => {
    const own = await load(
      `spec = {'script': 'a {lr}', 'grid': {'lr': [1, 0.5], 'seed': {'range': 2}}}`,
    );
    expect(parametersOf(own)).toEqual([
      [0, { lr: new Double(1), seed: 0 }],
      [1, { lr: new Double(1), seed: 1 }],
      [2, { lr: 0.5, seed: 0 }],
      [3, { lr: 0.5, seed: 1 }],
    ]);
    const { problems } = await load(
      `spec = {'script': 'a {lrr}', 'grid': {'lr': [1]}, 'tgas': []}`,
    );
    expect(problems).toContain('Did you mean tags?');
    expect(problems).toContain('{lrr}');
  });

  test('a selection chooses of what it gives, and only that is checked', async () => {
    const text = 'spec = [dict(parameters=dict(n=n, f=len if n == 3 else 0)) for n in range(9)]';
    const only = {
      only: [
        [1, 2],
        [5, 5],
      ] as [number, number][],
    };
    const { experiments, problems } = await load(text, { selection: only });
    expect(problems).toBe('');
    expect(experiments.map(({ index }) => index)).toEqual([1, 2, 5]);
    expect((await load(text, { only: [3] })).problems).toContain('experiments[3].parameters.f');
  });

  test('all of its problems come together, those of Python and those of its keys', async () => {
    const { problems } = await load(
      `spec = [dict(script="a 'b", parameters=dict(f=lambda: 1)), dict(args='x', parameters=dict(d={1, 2}))]`,
    );
    expect(problems).toContain('experiments[0].parameters.f');
    expect(problems).toContain('experiments[0].script');
    expect(problems).toContain('experiments[1].parameters.d');
    expect(problems).toContain('experiments[1].args');
  });

  test('text with any separator of lines in it arrives as it is', async () => {
    const loaded = await load(`spec = [dict(parameters=dict(a='x\\u2028y\\u0085z\\r\\n\\u2029'))]`);
    expect(parametersOf(loaded)).toEqual([[0, { a: 'x\u2028y\u0085z\r\n\u2029' }]]);
  });

  test('ten thousand experiments of it are all handed over', async () => {
    const { experiments } = await load(
      'spec = [dict(parameters=dict(n=n)) for n in range(10_000)]',
    );
    expect(experiments).toHaveLength(10_000);
    expect(experiments.at(-1)).toMatchObject({
      index: 9_999,
      experiment: { parameters: { n: 9_999 } },
    });
  });

  test('what it leaves running does not hold it up', async () => {
    const { experiments } = await load(`
import subprocess, threading, time
subprocess.Popen(['sleep', '1000'])
threading.Thread(target=time.sleep, args=(1000,)).start()
spec = [dict(name='x')]
`);
    expect(experiments).toHaveLength(1);
  });
});

describe('a Python spec that can not be used says why', () => {
  test.each([
    [
      'a syntax error',
      'spec = [1, 2',
      ['the spec is not valid code', 'sweep.py", line 1', 'SyntaxError'],
    ],
    [
      'an error, with the traceback of Python and none of our frames',
      'def inner():\n    raise ValueError("too far")\n\ndef spec():\n    inner()\n',
      ['the spec raised an error', 'line 5, in spec', 'inner()', 'ValueError: too far'],
    ],
    [
      'a module that this Python does not have',
      'import nowhere_to_be_found',
      [
        "No module named 'nowhere_to_be_found'",
        '(MRUNNER_PYTHON)',
        'MRUNNER_PYTHON=',
        'python: in the context',
      ],
    ],
    [
      'an exit with a message',
      'import sys\nsys.exit("set NEPTUNE_PROJECT_NAME")',
      ['the spec stopped', 'set NEPTUNE_PROJECT_NAME'],
    ],
    ['an exit code', 'exit(3)', ['the spec stopped with exit code 3']],
    [
      'the end of its process',
      'import os\nos._exit(3)',
      ['ended with exit code 3', '(MRUNNER_PYTHON)'],
    ],
    ['a crash', 'import os\nos.kill(os.getpid(), 11)', ['was ended by SIGSEGV']],
    [
      'no such name',
      'sepc = [dict(name="x", script="a")]',
      [
        'expected something named spec, specifications or experiments_list, got sepc',
        '--spec sepc',
      ],
    ],
    ['nothing at all', '', ['got nothing', 'For example']],
    ['no experiment', 'spec = []', ['expected at least one experiment', 'the list is empty']],
    ['a thing that is no experiment', 'spec = [3]', ['experiments[0]']],
  ])('%s', async (_, text, expected) => {
    const { problems } = await load(text);
    for (const part of expected) expect(problems).toContain(part);
    expect(problems).not.toContain('mrunner_spec/');
  });

  test('a wanted name that it does not have, with the one that was meant', async () => {
    const { problems } = await load('big_spec = [dict(name="x", script="a")]', {
      specName: 'bigspec',
    });
    expect(problems).toContain('Did you mean big_spec?');
  });

  test.each([
    ['at top level', 'while True: pass'],
    ['in its function', 'def spec():\n    while True: pass'],
    [
      'that hears no request to end',
      'import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nwhile True: pass',
    ],
    ['of another process', 'import subprocess\nsubprocess.run(["sleep", "1000"])'],
  ])('an endless loop %s, with the limit', async (_, text) => {
    const { problems } = await load(text, { timeout: 1 });
    expect(problems).toContain('expected the spec to be done within 1 seconds');
    expect(problems).toContain('MRUNNER_SPEC_TIMEOUT');
  });

  test('and ends with everything that it started', async () => {
    const mark = join(directory, 'pid');
    await load(
      `import subprocess\nchild = subprocess.Popen(["sleep", "1000"])\nopen(${JSON.stringify(mark)}, "w").write(str(child.pid))\nchild.wait()`,
      { timeout: 1 },
    );
    const pid = Number(readFileSync(mark, 'utf8'));
    await expect.poll(() => isAlive(pid)).toBe(false);
  });
});

const isAlive = (pid: number): boolean => {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};

describe('the Python of a spec', () => {
  const which = 'import os, sys\nspec = [dict(parameters=dict(by=os.environ.get("FAKE_PYTHON")))]';

  /** A program that tells who it is and goes on as Python. */
  const fakePython = (name: string): string => {
    const file = join(directory, name, 'bin/python');
    mkdirSync(join(directory, name, 'bin'), { recursive: true });
    writeFileSync(file, `#!/bin/sh\nFAKE_PYTHON=${name} exec ${python.path} "$@"\n`);
    chmodSync(file, 0o755);
    return file;
  };
  const chosenBy = async (env: NodeJS.ProcessEnv, options: Partial<LoadSpecOptions> = {}) =>
    parametersOf(await load(which, options, environment(env)))[0]?.[1];

  test('is what the caller wants, that of the active environment, or what a variable names', async () => {
    const wanted = { python: { program: fakePython('wanted'), by: 'python of the context lab' } };
    const venv = join(fakePython('venv'), '../..');
    const conda = join(fakePython('conda'), '../..');
    const named = fakePython('named');
    const all = { VIRTUAL_ENV: venv, CONDA_PREFIX: conda, MRUNNER_PYTHON: named };
    expect(await chosenBy(all, wanted)).toEqual({ by: 'wanted' });
    expect(await chosenBy(all)).toEqual({ by: 'venv' });
    expect(await chosenBy({ ...all, VIRTUAL_ENV: join(directory, 'gone') })).toEqual({
      by: 'conda',
    });
    expect(await chosenBy({ MRUNNER_PYTHON: named })).toEqual({ by: 'named' });
  });

  test('is else python3 on PATH, else python', async () => {
    const env = environment({ PATH: join(fakePython('path'), '..') });
    delete env.MRUNNER_PYTHON;
    expect(parametersOf(await load(which, {}, env))).toEqual([[0, { by: 'path' }]]);
    const { problems } = await load(which, {}, { ...env, PATH: directory });
    expect(problems).toContain('neither python3 nor python is on PATH');
  });

  test('that does not exist is said by what it was chosen', async () => {
    const lab = { program: '/nowhere/python', by: 'python of the context lab' };
    expect((await load(which, { python: lab })).problems).toContain(
      'got /nowhere/python (python of the context lab)',
    );
    expect((await load(which, {}, environment({ MRUNNER_PYTHON: 'snake' }))).problems).toContain(
      'got snake (MRUNNER_PYTHON), which is not on PATH',
    );
  });

  const old = tooOldPythons();
  test.skipIf(old.length === 0).each(old)(
    'that is $version is too old',
    async ({ path, version }) => {
      const { problems } = await load(which, {}, environment({ MRUNNER_PYTHON: path }));
      expect(problems).toContain(`expected Python 3.8 or newer for this spec, got ${version}`);
    },
  );

  test.each(supportedPythons())('may be $version', async ({ path }) => {
    const env = environment({ MRUNNER_PYTHON: path });
    expect((await load(which, {}, env)).experiments).toHaveLength(1);
  });
});

describe('what a Python spec wants to be called after a submission', () => {
  const registering = (body: string): string => `
from mrunner.cli.mrunner_cli import register_after_run_callback

def after(sweep, experiments):
    ${body}

register_after_run_callback(after)
experiments_list = [dict(name='x') for _ in range(3)]
`;
  const sweep = { unique_name: 'brave-otter', grid_logs_dir: '/runs', slurm_url: 'me@hpc' };

  test('is called with the sweep and its experiments, and may print', async () => {
    const { loaded, printed } = await load(
      registering(
        'print(sweep.unique_name, sweep.grid_logs_dir, sweep.slurm_url, len(experiments))',
      ),
    );
    expect(await loaded?.afterRun?.(sweep)).toBeUndefined();
    expect(printed()).toContain('brave-otter /runs me@hpc 3\n');
  });

  test('may fail, which is said', async () => {
    const { loaded, printed } = await load(registering('raise ValueError("no")'));
    expect(await loaded?.afterRun?.(sweep)).toMatchObject({ path: 'register_after_run_callback' });
    expect(printed()).toContain('ValueError: no');
  });

  test('is ended when it is not done in time', async () => {
    const { loaded } = await load(registering('while True: pass'), { timeout: 2 });
    expect((await loaded?.afterRun?.(sweep))?.message).toContain('was not done within 2 seconds');
  });

  test('is not called when nobody says that there was a submission', async () => {
    const { loaded, printed } = await load(registering('print("called")'));
    loaded?.close();
    expect(printed()).not.toContain('called');
  });

  test('does not outlive the process that waits for it', async () => {
    const file = join(directory, 'sweep.py');
    const pidFile = join(directory, 'pid');
    writeFileSync(
      file,
      `import os\nopen(${JSON.stringify(pidFile)}, 'w').write(str(os.getpid()))\n${registering('pass')}`,
    );
    const program = `
      import { spawn } from 'node:child_process';
      import { loadSpec } from ${JSON.stringify(new URL('./load-spec.ts', import.meta.url).href)};
      const loaded = await loadSpec({ file: ${JSON.stringify(file)} }, { spawn, env: process.env });
      console.log(loaded.ok);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      env: environment(),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [answer] = await once(child.stdout, 'data');
    expect(String(answer)).toBe('true\n');
    child.kill('SIGKILL');
    await expect.poll(() => isAlive(Number(readFileSync(pidFile, 'utf8')))).toBe(false);
  });
});
