import { describe, expect, test } from 'vitest';
import { createRig, type Rig } from './rig/rig.ts';

interface Status {
  readonly sweep: string;
  readonly counts: { readonly [state: string]: number };
  readonly runs: readonly {
    readonly index: number;
    readonly state: string;
    readonly exitCode: number | null;
    readonly attempt: number;
    readonly reason: { readonly kind: string } | null;
    readonly dir: string;
    readonly parameters: { readonly [name: string]: unknown };
  }[];
}

const given = (files: { readonly [path: string]: string }): Rig => {
  const rig = createRig();
  rig.write(files);
  return rig;
};

/** Ends with 7 when its index is a multiple of ten. */
const everyTenth = {
  'spec.yaml': 'project: p\nname: n\nscript: sh train.sh\ngrid: {i: {range: 200}}\n',
  'train.sh': 'echo "this is $MRUNNER_RUN_INDEX"\ncase $MRUNNER_RUN_INDEX in *0) exit 7;; esac\n',
};

test('200 runs, one in ten failing: exit code 1, exact counts, every code, every log', async () => {
  await using rig = given(everyTenth);
  const { code, stdout } = await rig.mrun(['run', 'spec.yaml', '--parallel', '4', '-y', '--json']);
  expect(code).toBe(1);
  const { counts, runs } = JSON.parse(stdout) as Status;
  expect(counts).toMatchObject({ succeeded: 180, failed: 20, planned: 0, running: 0, unknown: 0 });
  expect(runs.map(({ index }) => index)).toEqual(Array.from({ length: 200 }, (_, i) => i));
  for (const { index, state, exitCode, dir } of runs) {
    expect([index, state, exitCode]).toEqual(
      index % 10 === 0 ? [index, 'failed', 7] : [index, 'succeeded', 0],
    );
    expect(rig.read(`${dir.slice(rig.directory.length)}/log.1`)).toBe(`this is ${index}\n`);
  }
});

describe('what a person sees without a terminal', () => {
  test('a line when a run starts and one when it ends, then what came out and what to type next', async () => {
    await using rig = given({
      'spec.yaml': 'project: p\nname: n\nscript: sh train.sh\ngrid: {i: {range: 2}}\n',
      'train.sh': 'if [ $MRUNNER_RUN_INDEX = 1 ]; then echo "Error: no data" >&2; exit 3; fi\n',
    });
    const { code, stdout, stderr } = await rig.mrun(['run', 'spec.yaml']);
    const lines = stdout.replace(/\d:\d\d/g, 'TIME').split('\n');
    expect(lines[0]).toMatch(/^p · n · 2 runs → mruns\/p\/\d{8}-\d{4}-\w+-\w+$/);
    expect(lines.slice(1)).toEqual([
      '#0 i=0  started',
      '#0 i=0  succeeded in TIME',
      '#1 i=1  started',
      '#1 i=1  failed after TIME: exit 3: Error: no data',
      '1 of 2 succeeded in TIME · 1 failed',
      '  ✗ #1  i=1  exit 3: Error: no data',
      'Next: mrun results    mrun retry --failed    mrun why 1    mrun logs 1',
      '',
    ]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  });

  test('with --quiet only the last lines', async () => {
    await using rig = given({ 'spec.yaml': 'script: "true"\n' });
    const { code, stdout, stderr } = await rig.mrun(['run', 'spec.yaml', '--quiet']);
    expect(stdout).toMatch(/^1 of 1 succeeded in \d:\d\d\n$/);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  test('with --json nothing but JSON on standard output', async () => {
    await using rig = given({
      'spec.yaml': 'script: "true"\nparameters: {lr: .nan, big: 12345678901234567890}\n',
    });
    const { stdout, stderr } = await rig.mrun(['run', 'spec.yaml', '--json']);
    expect(stdout).toContain('"parameters":{"lr":"NaN","big":12345678901234567890}');
    expect((JSON.parse(stdout) as Status).counts).toMatchObject({ succeeded: 1 });
    expect(stderr).toContain('#0  started');
  });
});

describe('before anything is started', () => {
  test('more than 50 runs want a yes, which nobody can give without a terminal', async () => {
    await using rig = given(everyTenth);
    const { code, stdout, stderr } = await rig.mrun(['run', 'spec.yaml']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('200 runs are more than 50');
    expect(stderr).toContain('add -y');
    expect(rig.exists('mruns')).toBe(false);
  });

  test('--dry-run shows the plan and leaves nothing behind', async () => {
    await using rig = given(everyTenth);
    const { code, stdout } = await rig.mrun(['run', 'spec.yaml', '-n', '--limit', '3']);
    expect(code).toBe(0);
    expect(stdout).toContain('p · n · 3 experiments of 200');
    expect(stdout).toContain('Nothing was started. Run it: mrun run spec.yaml --limit 3');
    expect(rig.exists('mruns')).toBe(false);
  });
});

describe('flags', () => {
  const echo = {
    'spec.yaml':
      'script: sh train.sh {lr}\nargs: none\nparameters: {lr: 0.5}\ngrid: {i: {range: 6}}\ntags: [a]\n',
    'train.sh': 'echo "$@"\n',
  };

  test('--only, --shuffle and --limit select, by indexes of the whole spec', async () => {
    await using rig = given(echo);
    const words = ['run', 'spec.yaml', '--json', '--only', '1-3,5', '--shuffle=4', '--limit', '2'];
    const first = JSON.parse((await rig.mrun(words)).stdout) as Status;
    const second = JSON.parse((await rig.mrun(words)).stdout) as Status;
    const indexes = first.runs.map(({ index }) => index);
    expect(indexes).toHaveLength(2);
    for (const index of indexes) expect([1, 2, 3, 5]).toContain(index);
    expect(second.runs.map(({ index }) => index)).toEqual(indexes);
  });

  test('--set, --tags and the words after -- reach the run', async () => {
    await using rig = given(echo);
    const words = [
      '--only',
      '2',
      '--set',
      'lr=0.25',
      '--set',
      '+note=x y',
      '--tags',
      'b',
      '--',
      '--fast',
      'a b',
    ];
    const { stdout } = await rig.mrun(['run', 'spec.yaml', '--json', ...words]);
    const [run] = (JSON.parse(stdout) as Status).runs;
    expect(run?.parameters).toEqual({ lr: 0.25, i: 2, note: 'x y' });
    const directory = run?.dir.slice(rig.directory.length) ?? '';
    expect(rig.read(`${directory}/log.1`)).toBe('0.25 --fast a b\n');
    expect(rig.read(`${directory}/neptune.yaml`)).toContain('tags:\n  - a\n  - b\n');
  });

  test('may be written with _ and with =', async () => {
    await using rig = given({ 'spec.yaml': 'script: "false"\ngrid: {i: {range: 9}}\n' });
    const { code, stdout } = await rig.mrun([
      'run',
      'spec.yaml',
      '--max_failures=2',
      '--parallel=1',
    ]);
    expect(code).toBe(1);
    expect(stdout).toContain('0 of 9 succeeded');
    expect(stdout).toContain('2 failed · 7 never started');
    expect(stdout).toContain(
      'No more runs were started after 2 failures (--max-failures); go on: mrun resume',
    );
  });

  test('--retries starts what failed again, --timeout ends what takes too long', async () => {
    await using rig = given({
      'spec.yaml': 'script: sh train.sh\ngrid: {i: {range: 2}}\n',
      'train.sh':
        'if [ $MRUNNER_RUN_INDEX = 0 ]; then exit $((2 - MRUNNER_ATTEMPT)); fi\nexec sleep 60\n',
      'mrunner.yaml': 'defaults: {retry_on: [exit]}\n',
    });
    const words = ['--retries', '1', '--timeout', '1s', '--parallel', '2'];
    const { stdout } = await rig.mrun(['run', 'spec.yaml', '--json', ...words]);
    const { runs } = JSON.parse(stdout) as Status;
    expect(runs.map(({ state, attempt, reason }) => [state, attempt, reason?.kind])).toEqual([
      ['succeeded', 2, undefined],
      ['failed', 1, 'timeout'],
    ]);
  });
});

describe('where a run starts', () => {
  test('in the directory of the mrunner.yaml nearest above the spec', async () => {
    await using rig = given({
      'lab/mrunner.yaml': '{}',
      'lab/specs/spec.yaml': 'script: sh scripts/train.sh\n',
      'lab/scripts/train.sh': 'pwd\n',
    });
    const { code, stdout } = await rig.mrun(['run', 'lab/specs/spec.yaml', '--json']);
    expect(code).toBe(0);
    const [run] = (JSON.parse(stdout) as Status).runs;
    expect(run?.dir).toMatch(new RegExp(`^${rig.path('lab/mruns')}/`));
    expect(rig.read(`${run?.dir.slice(rig.directory.length)}/log.1`)).toBe(`${rig.path('lab')}\n`);
  });

  test('without one in the directory of the spec', async () => {
    await using rig = given({ 'lab/spec.yaml': 'script: sh train.sh\n', 'lab/train.sh': 'pwd\n' });
    const { stdout } = await rig.mrun(['run', 'lab/spec.yaml', '--json']);
    const [run] = (JSON.parse(stdout) as Status).runs;
    expect(rig.read(`${run?.dir.slice(rig.directory.length)}/log.1`)).toBe(`${rig.path('lab')}\n`);
  });
});
