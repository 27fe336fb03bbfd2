import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hasPython } from '../../core/test/pythons.ts';
import { createRig, type Rig } from './rig/rig.ts';

const given = (files: { readonly [path: string]: string } = {}): Rig => {
  const rig = createRig();
  rig.write({
    'spec.ts': `import { defineSpec, range } from 'mrunner';
export const spec = defineSpec({ name: 'n', script: 'node train.ts', parameters: { lr: 0.5 }, grid: { seed: range(4) } });
`,
    'train.ts': `import { standardMrunnerMain } from 'mrunner/runtime';
await standardMrunnerMain(async ({ params, mode, experimentDir, argv }) => {
  console.log(JSON.stringify({ params, mode, experimentDir, argv, node: process.execArgv }));
  if (params.seed === 3) throw new RangeError('no');
});
`,
    ...files,
  });
  return rig;
};

const said = (stdout: string) =>
  JSON.parse(stdout.split('\n')[0] ?? '') as { [name: string]: unknown };

/** Files of sweeps; environments are recorded in the background, at their leisure. */
const kept = (rig: Rig): readonly string[] =>
  rig.files('mruns').filter((path) => !path.includes('/environments/'));

describe('mrun debug SPEC', () => {
  test('lets the script evaluate the spec, and prints the very line first', async () => {
    await using rig = given();
    const { code, stdout, stderr } = await rig.mrun([
      'debug',
      'spec.ts',
      '--index',
      '2',
      '--set',
      'lr=0.25',
      '--',
      'more',
    ]);
    expect(code).toBe(0);
    expect(said(stdout)).toMatchObject({
      params: { lr: 0.25, seed: 2 },
      mode: 'debug',
      argv: ['more'],
    });
    const directory = String(said(stdout).experimentDir);
    expect(directory).toMatch(/mrunner-debug-/);
    expect(stderr).toBe(
      `PMILOS_DEBUG=1 node train.ts --ex ${rig.path('spec.ts')} --spec spec --exp_dir_path ${directory} --index 2 --set lr=0.25 more\nexperiment directory: ${directory}\n`,
    );
    expect(rig.exists('mruns')).toBe(false);
  });

  test('says of an index that there is none by the name of its flag', async () => {
    await using rig = createRig();
    rig.write({ 'spec.yaml': 'script: node train.mjs\n', 'train.mjs': '' });
    const { code, stderr } = await rig.mrun(['debug', 'spec.yaml', '--index', '4']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/--index +expected indexes from 0 to 0, got 4/);
  });

  test('takes the first experiment when nothing is said, and gives the exit code of the script', async () => {
    await using rig = given();
    expect(said((await rig.mrun(['debug', 'spec.ts'])).stdout).params).toEqual({
      lr: 0.5,
      seed: 0,
    });
    expect((await rig.mrun(['debug', 'spec.ts', '--index', '3'])).code).toBe(1);
    expect((await rig.mrun(['debug', 'spec.ts', '--index', '9'])).stderr).toContain(
      'expected indexes from 0 to 3, got 9',
    );
  });

  test('gives the script the PYTHONPATH that a run has', async () => {
    await using rig = createRig();
    rig.write({
      'spec.yaml':
        'script: [sh, -c, "echo :$PYTHONPATH:"]\nargs: none\npythonPath: [lib]\nenv: {PYTHONPATH: /said}\n',
    });
    const { code, stdout } = await rig.mrun(['debug', 'spec.yaml']);
    expect(code).toBe(0);
    const own = /^:\S+\/lib:\/said:(\S+\/bundle\/python):\n$/.exec(stdout)?.[1] ?? '';
    expect(existsSync(join(own, 'mrunner/helpers/__init__.py'))).toBe(true);
  });

  test('of a script that gets its parameters as words starts it with them', async () => {
    await using rig = given({ 'spec.yaml': 'script: echo\nargs: flags\nparameters: {lr: 0.5}\n' });
    const { code, stdout, stderr } = await rig.mrun(['debug', 'spec.yaml']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '--lr=0.5\n' });
    expect(stderr).toMatch(
      /^RESOURCE_DIR_PATH=(\S+mrunner-debug-\w+) echo --lr=0\.5\nexperiment directory: \1\n$/,
    );
  });
});

test.runIf(hasPython())(
  'mrun debug SPEC prints a line with what modules are found by, also where a shell starts Python',
  async () => {
    await using rig = given({
      'spec.py': `experiments_list = [dict(name='n', script='true; python3 fit.py', python_path='lib', parameters=dict(x=1.0))]`,
      'lib/neighbour.py': 'X = 2\n',
      'fit.py': `import argparse, neighbour
parser = argparse.ArgumentParser()
parser.add_argument("--config", required=True)
parser.parse_args()
from mrunner.helpers.client_helper import get_configuration
print(get_configuration().x, neighbour.X)
`,
    });
    const { code, stdout, stderr } = await rig.mrun(['debug', 'spec.py']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '1.0 2\n' });
    const line = stderr.split('\n').find((text) => text.includes('fit.py "$@"'));
    const again = spawnSync('sh', ['-c', line ?? 'false'], { cwd: rig.directory, env: rig.env });
    expect(String(again.stdout)).toBe('1.0 2\n');
  },
);

describe('mrun debug RUN', () => {
  test('runs a recorded run again with its own parameters, in a directory of its own', async () => {
    await using rig = given();
    await rig.mrun(['run', 'spec.ts', '--only', '1-2', '--set', 'lr=0.125']);
    const before = kept(rig);
    const { code, stdout, stderr } = await rig.mrun(['debug', '2']);
    expect(code).toBe(0);
    expect(said(stdout)).toMatchObject({ params: { lr: 0.125, seed: 2 }, mode: 'yaml' });
    expect(String(said(stdout).experimentDir)).toMatch(/mrunner-debug-/);
    expect(stderr).toMatch(
      /^RESOURCE_DIR_PATH=(\S+) node train\.ts --neptune \1\/neptune\.yaml\nexperiment directory: \1\n$/,
    );
    expect(kept(rig)).toEqual(before);
    const wrong = await rig.mrun(['debug', '2', '--set', 'lr=1']);
    expect(wrong.stderr).toContain('--set');
    expect(wrong.code).toBe(2);
  });
});

describe('debuggers', () => {
  test('--inspect-brk stops Node before the first line', async () => {
    await using rig = given({
      // Port 0: whichever is free. The debugger waits for somebody to come, so the test ends it.
      'spec.yaml': 'script: node --inspect-port=0 train.ts\nparameters: {seed: 0}\n',
    });
    const started = rig.start(['debug', 'spec.yaml', '--inspect-brk']);
    await started.says('Debugger listening on');
    expect(started.stderr()).toMatch(
      /^PMILOS_DEBUG=1 node --inspect-brk --inspect-port=0 train\.ts --ex /,
    );
    expect(started.stdout()).toBe('');
  });

  test('of Python do not fit a Node script, and the other way round', async () => {
    await using rig = given();
    const { code, stderr } = await rig.mrun(['debug', 'spec.ts', '--pdb']);
    expect(stderr).toContain('--pdb  it is for Python, and the command starts node');
    expect(code).toBe(2);
  });
});
