import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { needsPython } from '../../test/pythons.ts';
import { Double } from '../values/value.ts';
import { loadSpec } from './load-spec.ts';
import {
  environment,
  isAlive,
  type PythonSpecRig,
  parametersOf,
  pythonSpecRig,
} from './python-spec.rig.ts';

let rig: PythonSpecRig;
beforeEach(() => {
  rig = pythonSpecRig();
});
afterEach(() => rig[Symbol.dispose]());
needsPython();

describe('a Python spec', () => {
  test('gives its experiments with the kinds of their values', async () => {
    const loaded = await rig.load(`
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
    const { loaded, experiments } = await rig.load(text);
    expect(loaded?.specName).toBe(specName);
    expect(experiments[0]?.experiment).toMatchObject({ name: 'x', args });
  });

  test('of several names that may be meant, the first counts that there is', async () => {
    const text = 'other = [dict(name="o")]\nspec = [dict(name="s")]';
    const { experiments, loaded } = await rig.load(text, {
      specName: ['specifications', 'other', 'spec'],
    });
    expect(loaded?.specName).toBe('other');
    expect(experiments[0]?.experiment.name).toBe('o');
  });

  test('a mapping with a grid is a spec of our own, in which a misspelt key is a problem', async () => {
    const own = await rig.load(
      `spec = {'script': 'a {lr}', 'grid': {'lr': [1, 0.5], 'seed': {'range': 2}}}`,
    );
    expect(parametersOf(own)).toEqual([
      [0, { lr: new Double(1), seed: 0 }],
      [1, { lr: new Double(1), seed: 1 }],
      [2, { lr: 0.5, seed: 0 }],
      [3, { lr: 0.5, seed: 1 }],
    ]);
    const { problems } = await rig.load(
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
    const { experiments, problems } = await rig.load(text, { selection: only });
    expect(problems).toBe('');
    expect(experiments.map(({ index }) => index)).toEqual([1, 2, 5]);
    expect((await rig.load(text, { only: [3] })).problems).toContain('experiments[3].parameters.f');
  });

  test('alike problems of many are one, with the indexes of all', async () => {
    const text = 'spec = [dict(parameters=dict(n=n, f=lambda: 1)) for n in range(300)]';
    const { problems } = await rig.load(text);
    expect(problems.match(/parameters\.f/g)).toHaveLength(1);
    expect(problems).toContain('#0 … #299');
  });

  test('of what is no experiment only that is said', async () => {
    const file = rig.file;
    writeFileSync(file, 'spec = [dict(name="x", script="true"), 3]');
    expect(await loadSpec({ file }, { spawn, env: environment() })).toMatchObject({
      ok: false,
      problems: [{ path: 'experiments[1]' }],
      scripts: [{ script: ['true'] }],
    });
  });

  test('all of its problems come together, those of Python and those of its keys', async () => {
    const { problems } = await rig.load(
      `spec = [dict(script="a 'b", parameters=dict(f=lambda: 1)), dict(args='x', parameters=dict(d={1, 2}))]`,
    );
    expect(problems).toContain('experiments[0].parameters.f');
    expect(problems).toContain('experiments[0].script');
    expect(problems).toContain('experiments[1].parameters.d');
    expect(problems).toContain('experiments[1].args');
  });

  test('text with any separator of lines in it arrives as it is', async () => {
    const loaded = await rig.load(
      `spec = [dict(parameters=dict(a='x\\u2028y\\u0085z\\r\\n\\u2029'))]`,
    );
    expect(parametersOf(loaded)).toEqual([[0, { a: 'x\u2028y\u0085z\r\n\u2029' }]]);
  });

  test('ten thousand experiments of it are all handed over', async () => {
    const { experiments } = await rig.load(
      'spec = [dict(parameters=dict(n=n)) for n in range(10_000)]',
    );
    expect(experiments).toHaveLength(10_000);
    expect(experiments.at(-1)).toMatchObject({
      index: 9_999,
      experiment: { parameters: { n: 9_999 } },
    });
  });

  test('what it leaves running does not hold it up', async () => {
    const { experiments } = await rig.load(`
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
    [
      'a name alike',
      'experiment_list = [dict(name="x", script="a")]',
      ['experiments_list, got experiment_list\n', 'To use it: --spec experiment_list'],
    ],
    ['nothing at all', '', ['got nothing', 'For example']],
    ['no experiment', 'spec = []', ['expected at least one experiment', 'the list is empty']],
    ['a thing that is no experiment', 'spec = [3]', ['experiments[0]']],
  ])('%s', async (_, text, expected) => {
    const { problems } = await rig.load(text);
    for (const part of expected) expect(problems).toContain(part);
    expect(problems).not.toContain('mrunner_spec/');
  });

  test('a wanted name that it does not have, with the one that was meant', async () => {
    const { problems } = await rig.load('big_spec = [dict(name="x", script="a")]', {
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
    ['without a way to answer', 'import os\nos.closerange(3, 64)\nwhile True: pass'],
    ['behind what is no answer', 'import os\nos.write(3, b"hello\\n")\nwhile True: pass'],
    ['of another process', 'import subprocess\nsubprocess.run(["sleep", "1000"])'],
  ])('an endless loop %s, with the limit', async (_, text) => {
    const { problems } = await rig.load(text, { timeout: 1 });
    expect(problems).toContain('expected the spec to be done within 1 seconds');
    expect(problems).toContain('MRUNNER_SPEC_TIMEOUT');
  });

  test('what it said before it did not end counts, and it is ended', async () => {
    const { problems } = await rig.load(
      'import atexit, sys, time\natexit.register(time.sleep, 1000)\nsys.exit("set PROJECT")',
    );
    expect(problems).toContain('set PROJECT');
  });

  test('and ends with everything that it started', async () => {
    const mark = join(rig.directory, 'pid');
    const text = `import os, subprocess
child = subprocess.Popen(["sleep", "1000"])
with open(${JSON.stringify(mark)} + ".part", "w") as file:
    file.write(str(child.pid))
os.rename(${JSON.stringify(mark)} + ".part", ${JSON.stringify(mark)})
child.wait()`;
    // A busy machine may take more than a second to come that far.
    for (let timeout = 1; !existsSync(mark); timeout *= 2) await rig.load(text, { timeout });
    const pid = Number(readFileSync(mark, 'utf8'));
    await expect.poll(() => isAlive(pid)).toBe(false);
  });
});
