import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { needsPython, onePython } from '../../core/test/pythons.ts';
import { createRig, type Rig } from './rig/rig.ts';

const python = onePython().path;
needsPython();

const train = `import argparse, beside
p = argparse.ArgumentParser()
p.add_argument('--lr', type=float, required=True)
p.add_argument('--learning_rate', type=float)
p.add_argument('--amp', action='store_true')
p.add_argument('--opt', choices=['sgd', 'adam'])
p.add_argument('--out')
p.parse_args()
open('started', 'w')
`;

const given = (spec: string, files: { readonly [path: string]: string } = {}): Rig => {
  const rig = createRig();
  rig.write({
    'train.py': train,
    'beside.py': '',
    'spec.yaml': spec.replaceAll('PYTHON', python),
    ...files,
  });
  return rig;
};

const probe = async (rig: Rig, words: readonly string[] = [], env = {}) => {
  const before = rig.files('..');
  const finished = await rig.mrun(['plan', 'spec.yaml', '--probe', ...words], { env });
  expect(rig.files('..').filter((path) => !before.includes(path))).toEqual([]);
  return finished;
};

/** A zombie is dead: what remains of it is for its parent to take away. */
const isAlive = (pid: number): boolean => {
  const { status, stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], {
    encoding: 'utf8',
  });
  return status === 0 && !stdout.trim().startsWith('Z');
};

describe('mrun plan --probe', () => {
  test('flags that the script has: says so, and nothing is started', async () => {
    await using rig = given(
      'script: PYTHON train.py --out {run.dir}\nargs: flags\nparameters: {lr: 0.1, amp: true}\n',
    );
    const { code, stdout } = await probe(rig);
    expect(stdout).toContain('3 flags, as its help has them');
    expect(stdout).toContain('Nothing was started.');
    expect(code).toBe(0);
  });

  test('all that does not fit is said at once, with what is meant', async () => {
    await using rig = given(
      'script: PYTHON train.py\nargs: flags\ngrid: {learnig_rate: [0.1, 1], opt: [sgd, adan]}\n',
    );
    const { code, stderr } = await probe(rig);
    expect(stderr).toContain('spec.yaml › spec: 3 problems, nothing was started');
    expect(stderr).toMatch(
      /parameters\.learnig_rate +the script's help has no --learnig_rate\. Did you mean --learning_rate\?/,
    );
    expect(stderr).toMatch(
      /parameters\.opt +--opt takes sgd, adam, and the plan gives it "adan"\. Did you mean adam\?/,
    );
    expect(stderr).toMatch(/--lr +the script's help says that it is required/);
    expect(code).toBe(2);
  });

  test('--json has it beside the runs', async () => {
    await using rig = given('script: PYTHON train.py\nargs: flags\nparameters: {lr: 1, lrr: 2}\n');
    const { code, stdout } = await probe(rig, ['--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      runs: [{ index: 0 }],
      code: { mode: 'in-place' },
      probe: [
        {
          context: 'local',
          outcome: 'compared',
          problems: [{ path: 'parameters.lrr', suggestion: '--lr' }],
          warnings: [],
        },
      ],
    });
    expect(code).toBe(2);
  });

  test('each script is asked once, after the set-up of its context', async () => {
    await using rig = given(
      'script: ["sh", "say.sh"]\nargs: flags\nparameters: {lr: 1}\ngrid: {seed: {range: 5}}\n',
      {
        'say.sh': 'echo asked >> "$COUNT"\necho "  --lr X\n  --seed X\n  $EXTRA X"\n',
        'mrunner.yaml': 'contexts: {local: {prolog_cmd: "echo --chatter; export EXTRA=--extra"}}\n',
      },
    );
    rig.write({ count: '' });
    const { code, stdout } = await probe(rig, [], { COUNT: rig.path('count') });
    expect(stdout).toContain('2 flags, as its help has them');
    expect(code).toBe(0);
    expect(rig.read('count')).toBe('asked\n');
  });

  test('a script that starts to train is ended with all its processes', async () => {
    await using rig = given('script: sh train.sh\nargs: flags\nparameters: {lr: 1}\n', {
      'train.sh': 'setsid sleep 1000 & echo $! > "$PIDS"; sleep 1000 & echo $! >> "$PIDS"; wait\n',
    });
    rig.write({ pids: '' });
    const { code, stdout } = await probe(rig, [], {
      PIDS: rig.path('pids'),
      MRUNNER_PROBE_TIMEOUT: '1',
    });
    expect(stdout).toContain(
      'it did not end within 1 s of --help, and was ended: nothing to compare',
    );
    expect(code).toBe(0);
    const pids = rig.read('pids').trim().split('\n').map(Number);
    expect(pids).toHaveLength(2);
    for (const pid of pids) expect(isAlive(pid)).toBe(false);
  });

  test.each([
    [
      'script: sh -c "exit 3"\nargs: flags\nparameters: {lr: 1}\n',
      'shell text, which --help would not reach',
    ],
    [
      'script: sh quiet.sh\nargs: flags\nparameters: {lr: 1}\n',
      'it shows no flags with --help, and ended with exit code 3: no help here',
    ],
    ['script: sh quiet.sh\nargs: none\nparameters: {lr: 1}\n', 'args: none passes no parameters'],
    ['script: sh quiet.sh\nargs: hydra\nparameters: {lr: 1}\n', 'args: hydra passes overrides'],
    ['script: PYTHON train.py\nparameters: {lr: 1}\n', 'its help has no --neptune'],
    [
      'script: PYTHON train.py\nargs: flags\nparameters: {lr: 1}\ncontext: broken\n',
      'the set-up of broken failed',
    ],
    [
      'script: PYTHON train.py\nargs: flags\nparameters: {lr: 1}\ncontext: hpc\n',
      'hpc is slurm: only scripts on this machine are asked',
    ],
  ])('%j: %s', async (spec, message) => {
    await using rig = given(spec, {
      'quiet.sh': 'echo no help here >&2; exit 3\n',
      'mrunner.yaml':
        'contexts: {broken: {prolog_cmd: "false"}, hpc: {backend: slurm, slurm_url: a@b, storage_dir: /x}}\n',
    });
    const { code, stdout } = await probe(rig);
    expect(stdout).toContain(message);
    expect(code).toBe(0);
  });

  test('Ctrl-C ends it', async () => {
    await using rig = given('script: sh train.sh\nargs: flags\nparameters: {lr: 1}\n', {
      'train.sh': 'echo here > "$PIDS"; sleep 1000\n',
    });
    const started = rig.start(['plan', 'spec.yaml', '--probe'], {
      env: { PIDS: rig.path('pids') },
    });
    await expect.poll(() => rig.exists('pids')).toBe(true);
    started.signal('SIGINT');
    expect((await started.done).code).toBe(130);
  });
});
