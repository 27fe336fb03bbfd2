import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { createRig } from './rig/rig.ts';
import { runSmallSweep, steady } from './rig/small-sweep.ts';

test('why of a run gives its state, the evidence, its last words and how to try it by hand', async () => {
  await using rig = createRig();
  await runSmallSweep(rig);
  const { code, stdout } = await rig.mrun(['why', '1']);
  expect(code).toBe(0);
  expect(steady(rig, stdout)).toMatchInlineSnapshot(`
    "#1 lr=0.01 seed=1 · failed: exit 7 · attempt 1 · HH:MM, after N s · <short>/1
      ValueError: bad shape (3, 4)
      The worker recorded exit 7.
      log        mruns/birds/<id>/runs/1-mlp/log.1
      code       in place, not in git
      reproduce  mrun debug 1
      again      mrun retry 1
    Next: mrun logs 1    mrun show 1
    "
  `);
  expect(JSON.parse((await rig.mrun(['why', '1', '--json'])).stdout)).toMatchObject({
    index: 1,
    state: 'failed',
    exitCode: 7,
    evidence: 'The worker recorded exit 7.',
    lines: ['ValueError: bad shape (3, 4)'],
  });
});

test('why of a sweep groups failures by cause, and says how to try exactly those again', async () => {
  await using rig = createRig();
  rig.write({
    'spec.yaml': `
script: [sh, fail.sh, '{how}', '{x}']
args: none
resources: {mem: 32G}
zip: {how: [oom, ok, file, file, oom, bug, file, oom], x: {range: 8}}
`,
    'fail.sh': `
case $1 in
  oom) echo "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate $2 MiB"; exit 1 ;;
  file) echo "FileNotFoundError: [Errno 2] No such file or directory: 'data/$2.bin'"; exit 1 ;;
  bug) echo "ValueError: bad shape"; exit 3 ;;
esac
`,
  });
  await rig.mrun(['run', 'spec.yaml', '--parallel', '2']);
  const { stdout } = await rig.mrun(['why']);
  expect(stdout.slice(stdout.indexOf('  3 ×')).split('\n')).toEqual([
    '  3 × torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 0   #0 #4 #7',
    '      MiB',
    '      mrun retry --where reason=oom --mem 64G',
    '  3 × exit 1: FileNotFoundError: [Errno 2] No such file or directory:   #2-3 #6',
    "      'data/2.bin'",
    '      mrun retry 2-3,6',
    '  1 × exit 3: ValueError: bad shape   #5',
    '      mrun retry 5',
    'Next: mrun why 0    mrun logs 0    mrun debug 0',
    '',
  ]);
  expect(JSON.parse((await rig.mrun(['why', '--json'])).stdout).causes).toMatchObject([
    {
      state: 'failed',
      reason: { kind: 'oom', code: 1 },
      count: 3,
      indexes: [0, 4, 7],
      again: false,
      retry: 'mrun retry --where reason=oom --mem 64G',
      hint: null,
    },
    { indexes: [2, 3, 6], reason: { kind: 'exit' } },
    { indexes: [5] },
  ]);
  const only = await rig.mrun(['why', '0-3']);
  expect(only.stdout).toMatch(/1 × torch.*\n.*mrun retry 0 --mem 64G\n/);
});

test('a cause of many scattered runs is tried again by a condition that holds for no others', async () => {
  await using rig = createRig();
  rig.write({
    'spec.yaml': `
script: [sh, -c, 'case $0 in *[02468]) echo "KeyError: $0";; *) echo "OSError: $0";; esac; exit 1', '{x}']
args: none
grid: {x: {range: 40}}
`,
  });
  await rig.mrun(['run', 'spec.yaml', '--parallel', '2']);
  const { stdout } = await rig.mrun(['why']);
  expect(stdout).toContain('mrun retry --where why~KeyError\n');
  expect(stdout).toContain('mrun retry --where why~OSError\n');
  const { runs } = JSON.parse(
    (await rig.mrun(['status', '--where', 'why~KeyError', '--json'])).stdout,
  );
  expect(runs.map(({ index }: { index: number }) => index)).toEqual(
    Array.from({ length: 20 }, (_, i) => 2 * i),
  );
});

test('why says what a snapshot lacks that the project has', async () => {
  await using rig = createRig();
  rig.write({
    '.gitignore': 'data\nnode_modules\nmruns\n',
    'data/train.bin': 'x',
    'spec.yaml': `script: [cat, data/train.bin]\nargs: none\n`,
  });
  execFileSync('git', ['init', '-q'], { cwd: rig.directory });
  await rig.mrun(['run', 'spec.yaml', '--code', 'snapshot']);
  const hint = 'the snapshot has no data/: link: [data]';
  expect((await rig.mrun(['why'])).stdout).toContain(`      ${hint}\n      mrun retry 0\n`);
  expect((await rig.mrun(['why', '0'])).stdout).toContain(`  ${hint}\n`);
});

test('why of a sweep suggests more time for what ran into its limit', async () => {
  await using rig = createRig();
  rig.write({ 'spec.yaml': `script: [sleep, '60']\nargs: none\ngrid: {x: {range: 2}}\n` });
  await rig.mrun(['run', 'spec.yaml', '--parallel', '2', '--timeout', '1s']);
  expect((await rig.mrun(['why'])).stdout).toContain(
    'mrun retry --where reason=timeout --time 0:00:02\n',
  );
});

test('why says that nothing went wrong', async () => {
  await using rig = createRig();
  rig.write({ 'spec.yaml': `script: [sh, -c, 'true']\nargs: none\n` });
  await rig.mrun(['run', 'spec.yaml']);
  expect((await rig.mrun(['why'])).stdout).toContain('nothing went wrong');
});

test('why knows which code a run had, and what changed since', async () => {
  await using rig = createRig();
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@y', ...words], {
      cwd: rig.directory,
    });
  rig.write({
    '.gitignore': 'node_modules\nmruns\n',
    'spec.yaml': `script: [sh, fail.sh]\nargs: none\n`,
    'fail.sh': 'exit 1\n',
  });
  git('init', '-q');
  git('add', '.');
  git('commit', '-qm', 'first');
  await rig.mrun(['run', 'spec.yaml']);
  expect((await rig.mrun(['why', '0'])).stdout).toMatch(/code +in place, [0-9a-f]{7}\n/);
  rig.write({ 'fail.sh': 'exit 2\n' });
  expect((await rig.mrun(['why', '0'])).stdout).toMatch(
    /code +in place, [0-9a-f]{7}; fail.sh has changed since\n/,
  );
});

test.each([
  ['a program that is not there', `[does-not-exist-anywhere]`, /could not be started|exit 127/],
  ['a kill', `[sh, -c, 'kill -9 $$']`, /exit 137 \(killed by SIGKILL\)/],
])('why puts %s into words', async (_, script, words) => {
  await using rig = createRig();
  rig.write({
    'spec.yaml': `script: ${script}\nargs: none\n`,
    'mrunner.yaml': 'contexts: {local: {backend: local, prolog_cmd: "true"}}\n',
  });
  await rig.mrun(['run', 'spec.yaml']);
  expect((await rig.mrun(['why', '0'])).stdout).toMatch(words);
});

test('what ran out of memory again is to be tried with twice what it had the last time', async () => {
  await using rig = createRig();
  rig.write({
    'spec.yaml': `script: [sh, -c, 'echo "MemoryError: no room" >&2; exit 1']\nargs: none\nresources: {mem: 1G}\n`,
  });
  await rig.mrun(['run', 'spec.yaml']);
  await rig.mrun(['retry', '0', '--mem', '4G']);
  expect((await rig.mrun(['why', '0'])).stdout).toContain('mrun retry 0 --mem 8G\n');
  expect((await rig.mrun(['why'])).stdout).toContain('mrun retry 0 --mem 8G\n');
});

test('what failed comes before what was cancelled because of it', async () => {
  await using rig = createRig();
  rig.write({
    'spec.yaml': `composite: [{script: [sh, wait.sh], args: none}, {script: [sh, -c, 'exit 4'], args: none}]\n`,
    'wait.sh': 'while :; do sleep 0.05; done\n',
  });
  await rig.mrun(['run', 'spec.yaml']);
  const { causes } = JSON.parse((await rig.mrun(['why', '--json'])).stdout);
  expect(causes).toMatchObject([
    { state: 'failed', indexes: [1], reason: { kind: 'exit', code: 4 } },
    { state: 'cancelled', indexes: [0] },
  ]);
});

const losing = (onLost: string) => ({
  'spec.yaml': `script: [sh, -c, 'kill -9 $PPID']\nargs: none\n`,
  'mrunner.yaml': `contexts: {local: {backend: local, on_lost: ${onLost}}}\n`,
});

test('why of a lost run says which process is gone, and that resume starts it again', async () => {
  await using rig = createRig();
  rig.write(losing('rerun'));
  await rig.mrun(['run', 'spec.yaml']);
  const { stdout } = await rig.mrun(['why', '0']);
  const text = stdout.replace(/\s+/g, ' ');
  expect(text).toMatch(/no exit record, and its worker \(process \d+ on \S+\) is gone/);
  expect(text).toMatch(/Nothing of the run lives on this machine. mrun resume starts it again/);
  expect(text).toMatch(/again mrun resume Next/);
  expect(JSON.parse((await rig.mrun(['why', '0', '--json'])).stdout)).toMatchObject({
    state: 'unknown',
    processes: { workers: [{ life: 'gone', pid: expect.any(Number) }], pids: [] },
    again: 'mrun resume',
  });
});

test('why of a lost run says when it waits for a person, and what to type', async () => {
  await using rig = createRig();
  rig.write(losing('ask'));
  await rig.mrun(['run', 'spec.yaml']);
  const text = (await rig.mrun(['why', '0'])).stdout.replace(/\s+/g, ' ');
  expect(text).toContain('Its context says on_lost: ask, so it waits for a person');
  expect(text).toMatch(/again mrun retry 0 Next/);
});

test('why of a run tells of the attempts before and of the machine it was on', async () => {
  await using rig = createRig();
  rig.write({
    'spec.yaml': `script: [sh, -c, 'echo "OSError: $MRUNNER_ATTEMPT" >&2; exit $MRUNNER_ATTEMPT']\nargs: none\n`,
    'package-lock.json': '{}\n',
  });
  await rig.mrun(['run', 'spec.yaml', '--retries', '1']);
  const why = async () => JSON.parse((await rig.mrun(['why', '0', '--json'])).stdout);
  while ((await why()).environment === null);
  expect(await why()).toMatchObject({
    environment: {
      context: 'local',
      files: { 'package-lock.json': expect.stringMatching(/^[0-9a-f]{64}$/) },
    },
  });
  const { stdout } = await rig.mrun(['why', '0']);
  expect(stdout).toContain('  before     attempt 1 failed: exit 1: OSError: 1\n');
  expect(stdout).toMatch(/ {2}machine {4}\S+ · package-lock.json \([0-9a-f]{7}\)\n/);
  expect((await rig.mrun(['show', '0'])).stdout).toMatch(/ {2}machine +\S+ · package-lock.json/);
});
