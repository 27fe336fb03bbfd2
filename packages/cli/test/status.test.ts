import { expect, test } from 'vitest';
import { createRig } from './rig/rig.ts';
import { runSmallSweep, steady, waitingSweep } from './rig/small-sweep.ts';

test('status shows the newest sweep of the project: counts, then its runs with what varies', async () => {
  await using rig = createRig();
  await runSmallSweep(rig);
  const { code, stdout, stderr } = await rig.mrun(['status']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(steady(rig, stdout)).toMatchInlineSnapshot(`
    "<id> · birds · mlp · local · started HH:MM, took M:SS
      succeeded 5   failed 1
      #  state      lr    seed  time  note
      0  succeeded  0.01  0     M:SS  accuracy 0.5  loss 0.25
      1  failed     0.01  1     M:SS  exit 7: ValueError: bad shape (3, 4)
      2  succeeded  0.01  2     M:SS  accuracy 0.52  loss 0.25
      3  succeeded  0.1   0     M:SS  accuracy 0.9  loss 0.25
      4  succeeded  0.1   1     M:SS  accuracy 0.91  loss 0.25
      5  succeeded  0.1   2     M:SS  accuracy 0.92  loss 0.25
    Next: mrun why 1    mrun results
    "
  `);
});

test('status --json is the documented schema', async () => {
  await using rig = createRig();
  await runSmallSweep(rig);
  const status = JSON.parse((await rig.mrun(['status', '--json'])).stdout);
  const id: string = status.sweep;
  expect(Object.keys(status)).toEqual(['sweep', 'counts', 'runs']);
  expect(status.counts).toEqual({
    planned: 0,
    pending: 0,
    running: 0,
    succeeded: 5,
    failed: 1,
    cancelled: 0,
    unknown: 0,
  });
  expect(status.runs).toHaveLength(6);
  expect(status.runs[1]).toEqual({
    index: 1,
    id: `${id}/1`,
    name: 'mlp',
    state: 'failed',
    reason: { kind: 'exit', code: 7, text: 'ValueError: bad shape (3, 4)' },
    exitCode: 7,
    attempt: 1,
    dir: rig.path('mruns/birds', id, 'runs/1-mlp'),
    composite: null,
    parameters: { epochs: 2, lr: 0.01, seed: 1 },
  });
});

test('a condition and indexes choose the runs that are shown', async () => {
  await using rig = createRig();
  await runSmallSweep(rig);
  const indexes = async (...words: string[]): Promise<number[]> =>
    JSON.parse((await rig.mrun(['status', '--json', ...words])).stdout).runs.map(
      ({ index }: { index: number }) => index,
    );
  expect(await indexes('--where', 'lr>0.01 and state=succeeded')).toEqual([3, 4, 5]);
  expect(await indexes('--where', 'not reason=exit and r.accuracy<0.6')).toEqual([0, 2]);
  expect(await indexes('0-1,5')).toEqual([0, 1, 5]);
});

test('a sweep is found by a part of its id, by its directory and by the directory of a run', async () => {
  await using rig = createRig();
  await runSmallSweep(rig);
  const { sweep: id } = JSON.parse((await rig.mrun(['status', '--json'])).stdout);
  const [, word] = /-([a-z]+)$/.exec(id) ?? [];
  for (const selector of [id, word ?? '', `mruns/birds/${id}`, `mruns/birds/${id}/runs/3-mlp`]) {
    expect(JSON.parse((await rig.mrun(['status', selector, '--json'])).stdout).sweep).toBe(id);
  }
  const { code, stderr } = await rig.mrun(['status', 'nothing-like-it']);
  expect(code).toBe(2);
  expect(stderr).toContain(`no sweep has nothing-like-it in its id`);
});

test.each([
  [['status', '--where', 'lr>>1'], 'expected expression after >'],
  [['status', '--where', 'learning=1'], 'nothing here is called learning'],
  [['status', '9'], 'has no such run'],
  [['show', '0-2'], 'expected one run such as 3'],
  [['show', '17'], 'has no such run'],
])('%j says what is wrong', async (words, message) => {
  await using rig = createRig();
  await runSmallSweep(rig);
  const { code, stdout, stderr } = await rig.mrun(words);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(message);
});

test('without any sweep it is said how to start one', async () => {
  await using rig = createRig();
  const { code, stderr } = await rig.mrun(['status']);
  expect(code).toBe(2);
  expect(stderr).toContain('start one: mrun run SPEC');
  const list = await rig.mrun(['list']);
  expect(list).toMatchObject({
    code: 0,
    stdout: 'No sweep has been started yet.\nNext: mrun run SPEC\n',
  });
});

test('status -w follows a sweep to its end, with a line whenever the counts change', async () => {
  await using rig = createRig();
  rig.write(waitingSweep);
  const run = rig.start(['run', 'spec.yaml', '--parallel', '4']);
  await run.says('#3');
  const watch = rig.start(['status', '-w']);
  await watch.says('running 4');
  rig.write({ go: '' });
  const { code, stdout } = await watch.done;
  expect(code).toBe(0);
  expect(stdout).toContain('succeeded 4');
  await run.done;
});

test('Ctrl-C ends status -w and leaves the sweep alone', async () => {
  await using rig = createRig();
  rig.write(waitingSweep);
  const run = rig.start(['run', 'spec.yaml', '--parallel', '4']);
  await run.says('#3');
  const watch = rig.start(['status', '-w']);
  await watch.says('running');
  watch.signal('SIGINT');
  expect((await watch.done).code).toBe(130);
  rig.write({ go: '' });
  expect((await run.done).code).toBe(0);
});

test('of many runs those that need a look come first, and the others are counted', async () => {
  await using rig = createRig();
  rig.write({
    'spec.yaml': `script: [sh, -c, 'test {seed} != 29']\nargs: none\ngrid: {seed: {range: 30}}\n`,
  });
  await rig.mrun(['run', 'spec.yaml', '--parallel', '2']);
  const { stdout } = await rig.mrun(['status']);
  expect(stdout).toMatch(/note\n +29 +failed/);
  expect(stdout).toContain('… and 10 more: mrun status --all');
  expect((await rig.mrun(['status', '--all'])).stdout).not.toContain('more');
});

test('list shows all sweeps, the newest first, also those whose directories are gone', async () => {
  await using rig = createRig();
  await runSmallSweep(rig);
  await rig.mrun(['run', 'spec.yaml', '--limit', '1']);
  const { sweeps } = JSON.parse((await rig.mrun(['list', '--json'])).stdout);
  expect(sweeps.map(({ count }: { count: number }) => count).sort()).toEqual([1, 6]);
  const { stdout } = await rig.mrun(['list', '--where', 'failed>0']);
  expect(stdout).toContain('1 of 2 sweeps');
  expect(stdout).toMatch(/birds +mlp +\d+ s +5\/6 +1 failed +demo/);
});

test('list keeps its lines within the terminal, and its conditions know sweeps', async () => {
  await using rig = createRig();
  rig.write({
    'spec.yaml': `project: ${'p'.repeat(30)}\nname: ${'n'.repeat(30)}\nscript: [sh, -c, 'exit 1']\nargs: none\ngrid: {x: [1, 2]}\n`,
  });
  await rig.mrun(['run', 'spec.yaml', '--max-failures', '1']);
  const { stdout } = await rig.mrun(['list']);
  for (const line of stdout.split('\n').slice(0, 3)) expect(line.length).toBeLessThanOrEqual(80);
  // A long id is cut last of all.
  expect(stdout).toMatch(/^ {2}\d{8}-\d{4}-[a-z]+-[a-z]+…? /m);
  const wrong = await rig.mrun(['list', '--where', 'faild>0']);
  expect(wrong.stderr).toContain('Did you mean failed?');
  expect(wrong.stderr).toContain('there are: id, project, name, context, tag');
  expect(wrong.stderr).toContain("--where 'failed>0 and project=birds'");
  const { sweeps } = JSON.parse((await rig.mrun(['list', '--where', 'failed>0', '--json'])).stdout);
  expect(sweeps).toHaveLength(1);
});

test('when the launcher was killed, a sweep whose run goes on is not over, and why says no more than that', async () => {
  await using rig = createRig();
  rig.write({
    'spec.yaml': `script: [sh, wait.sh, '{x}']\nargs: none\ngrid: {x: [0, 1, 2]}\n`,
    'wait.sh': `[ "$1" = 0 ] && exit 0\necho waiting\nwhile [ ! -e go ]; do sleep 0.05; done\n`,
  });
  const started = rig.start(['run', 'spec.yaml', '--parallel', '1']);
  await started.says('#1 x=1');
  started.signal('SIGKILL');
  await started.done;
  const status = (await rig.mrun(['status'])).stdout;
  expect(status).toContain('the launcher is gone');
  expect(status).toMatch(/started \S+, \S+ ago/);
  const why = (await rig.mrun(['why'])).stdout;
  expect(why).toContain('1 run was never started');
  expect(why).not.toContain('nothing went wrong');
  rig.write({ go: '' });
});

test('show tells everything about a run', async () => {
  await using rig = createRig();
  await runSmallSweep(rig);
  const { code, stdout } = await rig.mrun(['show', '4']);
  expect(code).toBe(0);
  for (const part of [
    'lr      0.1',
    'tags        demo',
    'sh train.sh 0.1 1',
    'accuracy  0.91',
    'MRUNNER_RUN_INDEX=4',
  ]) {
    expect(stdout).toContain(part);
  }
  expect(JSON.parse((await rig.mrun(['show', '4', '--json'])).stdout)).toMatchObject({
    index: 4,
    state: 'succeeded',
    command: ['sh', 'train.sh', '0.1', '1'],
    parameters: { lr: 0.1, seed: 1 },
    results: { accuracy: 0.91, loss: 0.25 },
    attempts: [{ attempt: 1, state: 'succeeded', exitCode: 0 }],
  });
});

test('path prints the directory of a run and nothing else', async () => {
  await using rig = createRig();
  await runSmallSweep(rig);
  const { code, stdout, stderr } = await rig.mrun(['path', '3']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(steady(rig, stdout)).toBe('<project>/mruns/birds/<id>/runs/3-mlp\n');
});
