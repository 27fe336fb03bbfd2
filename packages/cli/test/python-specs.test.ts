import { chmodSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { needsPython, onePython } from '../../core/test/pythons.ts';
import { createRig, type Rig } from './rig/rig.ts';

const python = onePython();
needsPython();

/** A spec as people have them for the newest of the old tools. */
const helperSpec = `import os
from mrunner.helpers.specification_helper import create_experiments_helper

name = globals()['script'][:-3]
experiments_list = create_experiments_helper(
    experiment_name=name,
    project_name='me/penguins',
    with_neptune=False,
    base_config={'lr': 1.0, 'layers': (8, 16), 'amp': True, 'note': None, 'run': '@jobs.AnyJob'},
    params_grid=[
        {'seed': range(2), 'size___': [1, 2], 'batch___': [10, 20]},
        {'lr': [1e-5], 'seed': [7]},
    ],
    script='python3 train.py',
    python_path='src:lib',
    tags=[name],
    add_random_tag=False,
    env={'WANDB_API_KEY': os.environ.get('WANDB_API_KEY', ''), 'LEVEL': 3},
)
`;

const training = `import os, sys
from mrunner_runtime import get_configuration

flag = sys.argv[1]
configuration = get_configuration()
params = configuration.params
print(flag, type(params['lr']).__name__, params['lr'], params['layers'], params['seed'])
print(os.environ.get('WANDB_API_KEY'), os.environ['LEVEL'], os.getcwd())
`;

interface PlannedJson {
  readonly runs: readonly {
    readonly index: number;
    readonly context: string;
    readonly name: string;
    readonly parameters: { readonly [name: string]: unknown };
    readonly tags: readonly string[];
    readonly command: readonly string[];
    readonly env: { readonly [name: string]: string };
    readonly cwd: string;
  }[];
}

const planned = async (rig: Rig, words: readonly string[]): Promise<PlannedJson['runs']> => {
  const { stdout, stderr, code } = await rig.mrun(['plan', '--json', ...words]);
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  return (JSON.parse(stdout) as PlannedJson).runs;
};

const given = (files: { readonly [path: string]: string }): Rig => {
  const rig = createRig();
  rig.write(files);
  return rig;
};

describe('a spec of the old helper', () => {
  const files = { 'specs/mlp_big.py': helperSpec, 'train.py': training };

  test('is planned with its values in its order, from where mrun was typed', async () => {
    await using rig = given(files);
    const before = rig.files();
    const runs = await planned(rig, ['specs/mlp_big.py']);
    expect(
      runs.map(({ parameters: { lr, seed, size, batch } }) => [lr, seed, size, batch]),
    ).toEqual([
      [1, 0, 1, 10],
      [1, 1, 1, 10],
      [1, 0, 2, 20],
      [1, 1, 2, 20],
      [0.00001, 7, undefined, undefined],
    ]);
    expect(runs[0]).toMatchObject({
      name: 'mlp_big',
      tags: ['mlp_big'],
      parameters: { layers: [8, 16], amp: true, note: null, run: '@jobs.AnyJob' },
      cwd: rig.directory,
      env: {
        LEVEL: '3',
        PYTHONPATH: expect.stringContaining(`${rig.path('src')}:${rig.path('lib')}:`),
      },
    });
    expect(runs[0]?.command).toEqual([
      'python3',
      'train.py',
      '--config',
      expect.stringMatching(/neptune\.yaml$/),
    ]);
    expect(rig.files()).toEqual(before);
    const { stdout } = await rig.mrun(['plan', 'specs/mlp_big.py']);
    expect(stdout).toContain('specs/mlp_big.py › experiments_list\n');
  });

  test('is run to its end; doubles stay doubles, and a secret is in no file', async () => {
    await using rig = given(files);
    const env = { WANDB_API_KEY: 'not-to-be-written' };
    const { code, stdout, stderr } = await rig.mrun(['run', 'specs/mlp_big.py'], { env });
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('5 of 5 succeeded'),
    });
    expect(stderr.match(/Note: env\.WANDB_API_KEY/g)).toHaveLength(1);
    const log = await rig.mrun(['logs', '0']);
    expect(log.stdout).toContain('--config float 1.0 [8, 16] 0\n');
    expect(log.stdout).toContain(`not-to-be-written 3 ${rig.directory}\n`);
    const logs = /\/log\.\d+$/;
    const written = [
      ...rig.files('mruns').map((file) => `mruns/${file}`),
      ...rig.files('../state').map((file) => `../state/${file}`),
    ]
      .filter((file) => !logs.test(file))
      .map((file) => readFileSync(rig.path(file), 'utf8'))
      .join('\n');
    expect(written).toContain('"name":"experiments_list"');
    expect(written).not.toContain('not-to-be-written');
    const again = await rig.mrun(['run', 'specs/mlp_big.py', '--skip-done'], { env });
    expect(again.stderr).toContain('nothing is left to start');
  });

  test('gives files to generate, and an experiment to debug', async () => {
    await using rig = given({
      ...files,
      'spec.py': `experiments_list = [dict(name='n', script='node train.mjs', parameters=dict(lr=1.0, seed=s)) for s in range(3)]`,
      'train.mjs': `import { standardMrunnerMain } from 'mrunner/runtime';
await standardMrunnerMain(({ params, mode }) => console.log(mode, JSON.stringify(params)));`,
    });
    const { code } = await rig.mrun([
      'generate',
      'specs/mlp_big.py',
      '--out',
      'out',
      '--limit',
      '2',
    ]);
    expect(code).toBe(0);
    expect(rig.files('out')).toEqual(['neptune-0-mlp-big.yaml', 'neptune-1-mlp-big.yaml']);
    expect(rig.read('out/neptune-0-mlp-big.yaml')).toContain('default: 1.0\n');
    const debugged = await rig.mrun(['debug', 'spec.py', '--index', '2']);
    // As a run: the script may know no other flag.
    expect(debugged.stdout).toBe('yaml {"lr":1,"seed":2}\n');
    expect(debugged.stderr).toMatch(/^RESOURCE_DIR_PATH=\S+ .* --config \S+\/neptune\.yaml$/m);
    rig.write({ py: `#!/bin/sh\nBY=py exec ${python.path} "$@"\n` });
    chmodSync(rig.path('py'), 0o755);
    rig.write({
      'by.py': `import os\nspec = dict(script='node train.mjs', parameters=dict(by=os.environ.get('BY')))`,
    });
    const env = { MRUNNER_PYTHON: rig.path('py') };
    const by = await rig.mrun(['debug', 'by.py'], { env });
    // The script evaluates the spec itself.
    expect(by.stdout).toBe('debug {"by":"py"}\n');
  });
});

test('specs import their neighbours and read variables; below an mrunner.yaml its directory is the project', async () => {
  await using rig = given({
    'lab/mrunner.yaml': '',
    'lab/specs/common.py': 'SCRIPT = "python3 train.py"\n',
    'lab/specs/one.py': `import os, sys
import common
sys.path.append(os.path.join(os.getcwd(), 'more'))
from other import SIZES

class NeptuneExperiment:
    pass

def spec():
    all = []
    for size in SIZES:
        e = NeptuneExperiment()
        e.what, e.name, e.parameters, e.project_name = common.SCRIPT, 'x', {'size': size}, os.environ['LAB']
        all.append(e)
    return all
`,
    'more/other.py': 'SIZES = [1, 2]\n',
    'lab/train.py': '',
  });
  const { stdout } = await rig.mrun(['plan', '--json', 'lab/specs/one.py'], {
    env: { LAB: 'tall' },
  });
  const { runs } = JSON.parse(stdout) as PlannedJson;
  expect(runs).toMatchObject([
    { parameters: { size: 1 }, project: 'tall', cwd: rig.path('lab') },
    { parameters: { size: 2 } },
  ]);
  const { code, stderr } = await rig.mrun(['run', 'lab/specs/one.py']);
  expect(code).toBe(2);
  expect(stderr).toContain("KeyError: 'LAB'");
  expect(rig.files('lab')).not.toContain('mruns/.gitignore');
});

test('text that needs a shell is run by one, which is said once; what is added reaches its last command', async () => {
  await using rig = given({
    'spec.py': `spec = [dict(name='x', script='A=1; export A; python3 show.py {', parameters=dict(n=n)) for n in range(2)]`,
    'show.py': 'import os, sys\nprint(os.environ["A"], sys.argv[1:3])\n',
  });
  const { code, stderr } = await rig.mrun(['run', 'spec.py', '--', 'more']);
  expect(code).toBe(0);
  expect(stderr).toBe(
    'Note: script: run by sh -c, as it needs a shell: A=1; export A; python3 show.py {\n',
  );
  expect((await rig.mrun(['logs', '0'])).stdout).toBe("1 ['{', '--neptune']\n");
});

test("a context's python evaluates the spec and runs the scripts, also behind mpiexec", async () => {
  await using rig = given({
    'mrunner.yaml': 'contexts: {local: {backend: local, python: ./py}}\n',
    py: `#!/bin/sh\nBY=context exec ${python.path} "$@"\n`,
    'bin/mpiexec': '#!/bin/sh\necho mpi; exec "$@"\n',
    'spec.py': `import os
spec = [dict(name='x', script='python3 show.py', with_mpi=m, parameters=dict(by=os.environ.get('BY'))) for m in (False, True)]`,
    'show.py': 'import os\nprint(os.environ.get("BY"))\n',
  });
  for (const program of ['py', 'bin/mpiexec']) chmodSync(rig.path(program), 0o755);
  const env = { PATH: `${rig.path('bin')}:${rig.env.PATH}` };
  const { code, stdout } = await rig.mrun(['run', 'spec.py', '--json'], { env });
  expect({ code, stdout }).toMatchObject({ code: 0 });
  const runs = await planned(rig, ['spec.py', '--only', '0']);
  expect(runs[0]).toMatchObject({
    parameters: { by: 'context' },
    command: [rig.path('py'), 'show.py', expect.anything(), expect.anything()],
  });
  expect((await rig.mrun(['logs', '0'])).stdout).toBe('context\n');
  expect((await rig.mrun(['logs', '1'])).stdout).toBe('mpi\ncontext\n');
});

test('members of a composite run in the contexts of their places', async () => {
  await using rig = given({
    'mrunner.yaml': 'contexts: {one: {backend: local}, two: {backend: local}}\n',
    'spec.py': `
class CompositeExperiment:
    def __init__(self, members):
        self.members = members
    def experiments_list(self):
        return self.members

def specifications():
    return [CompositeExperiment([dict(name='a', script='true', parameters={}), dict(name='b', script='true', parameters={})])]
`,
  });
  const runs = await planned(rig, ['spec.py', '--context', 'one:two']);
  expect(runs.map(({ name, context }) => [name, context])).toEqual([
    ['a', 'one'],
    ['b', 'two'],
  ]);
});

describe('restore_from_path', () => {
  const spec = `spec = dict(name='x', script='python3 train.py', restore_from_path='old/ck', args='none')`;

  test('is in the directory of the run before its first attempt, and stays for the others', async () => {
    await using rig = given({
      'spec.py': spec,
      'old/ck/model.txt': 'trained\n',
      'train.py': `import os
path = os.environ['RESOURCE_DIR_PATH'] + '/ck/model.txt'
text = open(path).read()
print(text, end='')
open(path, 'w').write(text + 'more\\n')
exit(1 if os.environ['MRUNNER_ATTEMPT'] == '1' else 0)
`,
    });
    expect((await rig.mrun(['run', 'spec.py'])).code).toBe(1);
    expect((await rig.mrun(['logs', '0'])).stdout).toBe('trained\n');
    expect((await rig.mrun(['retry', '0'])).code).toBe(0);
    expect((await rig.mrun(['logs', '0'])).stdout).toBe('trained\nmore\n');
    expect(rig.read('old/ck/model.txt')).toBe('trained\n');
  });

  test('that is missing is a problem before anything starts', async () => {
    await using rig = given({ 'spec.py': spec, 'train.py': '' });
    const { code, stderr } = await rig.mrun(['run', 'spec.py']);
    expect(code).toBe(2);
    expect(stderr).toContain('restore_from_path  old/ck does not exist');
    expect(rig.exists('mruns')).toBe(false);
  });
});

describe('send_code=False', () => {
  const files = (some: string) => ({
    'mrunner.yaml': 'contexts: {local: {backend: local, code: snapshot}}\n',
    'spec.py': `spec = [dict(name='x', script='python3 train.py', args='none', send_code=${some}) for n in range(2)]`,
    'train.py': 'import os\nprint(os.getcwd())\n',
  });

  test('takes no snapshot', async () => {
    await using rig = given(files('False'));
    expect((await rig.mrun(['run', 'spec.py'])).code).toBe(0);
    expect((await rig.mrun(['logs', '1'])).stdout).toBe(`${rig.directory}\n`);
  });

  test('of some experiments only is a problem that a flag decides', async () => {
    await using rig = given(files('n == 0'));
    const { code, stderr } = await rig.mrun(['run', 'spec.py']);
    expect(code).toBe(2);
    expect(stderr).toContain('--code snapshot, or --code in-place');
    expect((await rig.mrun(['run', 'spec.py', '--code', 'snapshot'])).code).toBe(0);
    expect((await rig.mrun(['logs', '1'])).stdout).not.toBe(`${rig.directory}\n`);
  });
});

describe('what is registered to be called after a run', () => {
  const spec = (body: string) => ({
    'spec.py': `from mrunner.cli.mrunner_cli import register_after_run_callback
from mrunner.experiment import Experiment

def after(sweep, experiments):
    ${body}

register_after_run_callback(after)
experiments_list = [Experiment(project='', name='', script='true', parameters=None) for _ in range(2)]
`,
  });
  const tells = spec(
    `print('logs:', sweep.grid_logs_dir, repr(sweep.slurm_url), len(experiments))`,
  );

  test.each([[[]], [['--detach']]])(
    'is called once the sweep has its launcher %s',
    async (flags) => {
      await using rig = given(tells);
      const { code, stdout, stderr } = await rig.mrun(['run', 'spec.py', '--json', ...flags]);
      expect(code).toBe(0);
      expect(stderr).toMatch(/^logs: \S+\/mruns\/sandbox\/[\w-]+\/runs '' 2$/m);
      expect(
        rig.exists(/logs: (\S+)/.exec(stderr)?.[1]?.slice(rig.directory.length + 1) ?? '-'),
      ).toBe(true);
      expect(stdout).not.toContain('logs:');
      expect((await rig.mrun(['wait'])).code).toBe(0);
    },
  );

  test.each(['plan', 'generate'])('is not called by mrun %s', async (command) => {
    await using rig = given(tells);
    const { code, stderr } = await rig.mrun([
      command,
      'spec.py',
      ...(command === 'plan' ? [] : ['--out', 'out']),
    ]);
    expect(code).toBe(0);
    expect(stderr).not.toContain('logs:');
  });

  test('may fail, which is a warning', async () => {
    await using rig = given(spec(`raise ValueError('no logs')`));
    const { code, stdout, stderr } = await rig.mrun(['run', 'spec.py']);
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('2 of 2 succeeded'),
    });
    expect(stderr).toContain('ValueError: no logs');
    expect(stderr).toContain('Warning: register_after_run_callback');
  });

  test('is ended when it takes too long, and the sweep is not', async () => {
    await using rig = given(spec('while True: pass'));
    const { code, stderr } = await rig.mrun(['run', 'spec.py'], {
      env: { MRUNNER_SPEC_TIMEOUT: '2' },
    });
    expect(code).toBe(0);
    expect(stderr).toContain('was not done within 2 seconds');
  });
});

test('Ctrl-C ends the evaluation of a spec, without a word of it', async () => {
  await using rig = given({ 'spec.py': 'print("looking", flush=True)\nwhile True: pass\n' });
  const started = rig.start(['plan', 'spec.py']);
  await started.says('looking');
  started.signal('SIGINT');
  const { code, stderr } = await started.done;
  expect(code).toBe(130);
  expect(stderr).toBe('looking\nInterrupted; nothing was done.\n');
});
