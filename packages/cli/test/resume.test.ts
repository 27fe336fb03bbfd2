import { rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createRig, type Rig } from './rig/rig.ts';
import { smallSweep, steady, waitingSweep } from './rig/small-sweep.ts';

const statusOf = async (rig: Rig) => JSON.parse((await rig.mrun(['status', '--json'])).stdout);

/** The logs of attempts that have said something. */
const logsOf = (rig: Rig): string[] =>
  rig.files('mruns').filter((path) => /\/log\.\d+$/.test(path) && rig.read(`mruns/${path}`) !== '');

/** Starts a sweep of four waiting runs, two at a time, and kills its launcher. */
const killHalfway = async (rig: Rig): Promise<void> => {
  rig.write(waitingSweep);
  const run = rig.start(['run', 'spec.yaml', '--parallel', '2']);
  await run.says('#1 seed=1  started');
  while (logsOf(rig).length < 2) await new Promise(setImmediate);
  run.signal('SIGKILL');
  await run.done;
};

test('after kill -9 of the launcher resume waits for what goes on, starts the rest, and the results are complete', async () => {
  await using rig = createRig();
  await killHalfway(rig);
  expect((await rig.mrun(['status'])).stdout).toContain('Next: mrun resume');
  const resume = rig.start(['resume']);
  // Those that go on are shown as others are.
  await resume.says('#1 seed=1  started');
  rig.write({ go: '' });
  const { code, stdout } = await resume.done;
  expect(code).toBe(0);
  expect(stdout).toContain('  0 of 4 done · 2 still running: #0, #1 · 2 to start\n');
  expect(stdout).toContain('4 of 4 succeeded');
  expect(stdout).toContain('#1 seed=1  succeeded');
  // Nobody was started twice.
  expect(logsOf(rig)).toHaveLength(4);
});

test('whoever looks at a sweep that nobody launches is told to resume it; runs are not taken for the sweep', async () => {
  await using rig = createRig();
  await killHalfway(rig);
  expect((await rig.mrun(['status'])).stdout).toMatch(/^Next: mrun resume /m);
  for (const words of [['resume'], ['pause'], ['wait'], ['update', '--parallel', '3']]) {
    const { code, stderr } = await rig.mrun([...words, '3']);
    expect(stderr).toContain('3  expected a sweep, got runs');
    expect(code).toBe(2);
  }
  await rig.mrun(['cancel', '0-1']);
  const resume = rig.start(['resume']);
  await resume.says('  0 of 4 done · 2 cancelled · 2 to start\n');
  rig.write({ go: '' });
  expect((await resume.done).stdout).toContain('2 of 4 succeeded');
  expect((await rig.mrun(['status'])).stdout).not.toContain('mrun resume');
});

test('what comes of a sweep that was killed and resumed is what comes of it without', async () => {
  await using rig = createRig();
  const hold = 'test $MRUNNER_RUN_INDEX -lt 2 || while [ ! -e go ]; do sleep 0.05; done\n';
  rig.write({ ...smallSweep, 'train.sh': `${hold}${smallSweep['train.sh']}`, go: '' });
  await rig.mrun(['run', 'spec.yaml', '--parallel', '2']);
  const expected = (await rig.mrun(['results'])).stdout;
  rmSync(rig.path('go'));
  const run = rig.start(['run', 'spec.yaml', '--parallel', '2']);
  await run.says('#1 lr=0.01 seed=1  failed');
  run.signal('SIGKILL');
  await run.done;
  rig.write({ go: '' });
  const { code, stdout } = await rig.mrun(['resume']);
  expect(stdout).toContain('5 of 6 succeeded');
  expect(code).toBe(1);
  expect(steady(rig, (await rig.mrun(['results'])).stdout)).toBe(steady(rig, expected));
});

/** Starts two runs, and ends them with everything that could tell of their end. */
const loseRuns = async (rig: Rig, ...flags: readonly string[]): Promise<void> => {
  const run = rig.start(['run', 'spec.yaml', '--only', '0-1', '--parallel', '2', ...flags]);
  while (logsOf(rig).length < 2) await new Promise(setImmediate);
  for (const pid of processesOf(rig)) killTree(pid);
  await run.done;
};

test('runs that were lost with their launcher are started again', async () => {
  await using rig = createRig();
  rig.write(waitingSweep);
  await loseRuns(rig);
  rig.write({ go: '' });
  const { code, stdout } = await rig.mrun(['resume']);
  expect(stdout).toContain('2 lost, started again: #0, #1');
  expect(stdout).toContain('2 of 2 succeeded');
  expect(code).toBe(0);
});

test('with on_lost: ask lost runs wait for a person, who can retry them', async () => {
  await using rig = createRig();
  rig.write({ ...waitingSweep, 'ask.yaml': 'defaults: {on_lost: ask}\n' });
  await loseRuns(rig, '--config', 'ask.yaml');
  rig.write({ go: '' });
  const asked = await rig.mrun(['resume']);
  expect(asked.code).toBe(1);
  expect(asked.stdout).toContain(
    "2 lost runs wait for you (cancelled, lost twice, or on_lost: ask): #0, #1; start again: mrun retry --where 'state=unknown'",
  );
  const retried = await rig.mrun(['retry', '--where', 'state=unknown']);
  expect(retried.stdout).toContain('2 of 2 succeeded');
  expect(retried.code).toBe(0);
});

test('lost runs that were cancelled are left alone by resume', async () => {
  await using rig = createRig();
  rig.write(waitingSweep);
  await loseRuns(rig);
  const cancel = await rig.mrun(['cancel', '-y']);
  expect(cancel).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('2 lost, and not started again: #0, #1'),
  });
  rig.write({ go: '' });
  const { code, stdout } = await rig.mrun(['resume']);
  expect(code).toBe(1);
  expect(stdout).toContain('Nothing is left to resume: unknown 2');
  expect(stdout).toContain('2 lost runs wait for you (cancelled,');
  expect((await rig.mrun(['why', '0'])).stdout).toContain('It was cancelled, so mrun resume does');
});

test('with nothing left to do resume says so, and its exit code tells how the sweep is', async () => {
  await using rig = createRig();
  rig.write(smallSweep);
  await rig.mrun(['run', 'spec.yaml']);
  const failed = await rig.mrun(['resume']);
  expect(failed.code).toBe(1);
  expect(failed.stdout).toContain('Nothing is left to resume: succeeded 5   failed 1\n');
  expect(failed.stdout).toContain('mrun retry');
  await rig.mrun(['run', 'spec.yaml', '--only', '0']);
  expect((await rig.mrun(['resume'])).code).toBe(0);
});

test('a sweep that somebody launches already is watched by resume until it ends', async () => {
  await using rig = createRig();
  rig.write(waitingSweep);
  const run = rig.start(['run', 'spec.yaml', '--parallel', '4']);
  await run.says('#3 seed=3  started');
  const resume = rig.start(['resume']);
  await resume.says(/it is at work: process \d+ launches it/);
  const other = rig.start(['resume']);
  await other.says('it is at work');
  other.signal('SIGINT');
  expect(await other.done).toMatchObject({
    code: 130,
    stdout: expect.stringContaining('It goes on without being watched.'),
  });
  rig.write({ go: '' });
  const { code, stdout } = await resume.done;
  expect(code).toBe(0);
  expect(stdout).toContain('#2 seed=2  succeeded');
  expect(stdout).toContain('4 of 4 succeeded');
  expect((await run.done).code).toBe(0);
});

test('a paused sweep finishes what runs, and resume starts the rest', async () => {
  await using rig = createRig();
  rig.write(waitingSweep);
  const run = rig.start(['run', 'spec.yaml', '--parallel', '2']);
  await run.says('#1 seed=1  started');
  const pause = await rig.mrun(['pause']);
  expect(pause.code).toBe(0);
  expect(pause.stdout).toMatch(/: 2 running go on to their end, 2 wait\nNext: mrun resume/);
  await run.says('paused the sweep');
  rig.write({ go: '' });
  const paused = await run.done;
  expect(paused.code).toBe(1);
  expect(paused.stdout).toContain('Paused. 2 of 4 done; go on: mrun resume');
  expect((await rig.mrun(['status'])).stdout).toContain('it is paused; 2 runs were never started');
  expect(await rig.mrun(['wait'])).toMatchObject({ code: 1, stdout: 'succeeded 2   planned 2\n' });
  const resumed = await rig.mrun(['resume']);
  expect(resumed.code).toBe(0);
  expect(resumed.stdout).toContain('  2 of 4 done · 2 to start\n');
  expect((await statusOf(rig)).counts).toMatchObject({ succeeded: 4 });
});

test('resume takes a pause back while the launcher is still at work', async () => {
  await using rig = createRig();
  rig.write(waitingSweep);
  const run = rig.start(['run', 'spec.yaml', '--parallel', '2']);
  await run.says('#1 seed=1  started');
  await rig.mrun(['pause']);
  await run.says('paused the sweep');
  const resume = rig.start(['resume', '--detach']);
  expect((await resume.done).stdout).toContain('it was paused, and goes on');
  await run.says('took the pause back');
  rig.write({ go: '' });
  expect((await run.done).code).toBe(0);
});

test('update changes how many runs go at a time while they go', async () => {
  await using rig = createRig();
  rig.write(waitingSweep);
  const run = rig.start(['run', 'spec.yaml', '--parallel', '1']);
  await run.says('#0 seed=0  started');
  const update = await rig.mrun(['update', '--parallel', '3']);
  expect(update.code).toBe(0);
  expect(update.stdout).toMatch(/: 3 at a time from now on \(before: 1 at a time\)\n/);
  await run.says('#2 seed=2  started');
  rig.write({ go: '' });
  expect((await run.done).code).toBe(0);
  const refused = await rig.mrun(['update', '--parallel', 'many']);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('expected a whole number above 0 or auto, got many');
  expect((await rig.mrun(['update'])).code).toBe(2);
});

test('a sweep can be resumed in the background', async () => {
  await using rig = createRig();
  await killHalfway(rig);
  const { code, stdout } = await rig.mrun(['resume', '--detach']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/It runs in the background \(process \d+\)/);
  const wait = rig.start(['wait']);
  await wait.says('waiting for');
  rig.write({ go: '' });
  expect(await wait.done).toMatchObject({ code: 0, stdout: 'succeeded 4\n' });
  expect(logsOf(rig)).toHaveLength(4);
});

test('a launcher on another host is never presumed dead: a person says so with --take-over', async () => {
  await using rig = createRig();
  rig.write(smallSweep);
  await rig.mrun(['run', 'spec.yaml', '--max-failures', '1']);
  const { sweep } = await statusOf(rig);
  const elsewhere = { host: 'node-7', boot: 'b', pid: 42, started: '1' };
  rig.write({ [`mruns/birds/${sweep}/lock`]: JSON.stringify(elsewhere) });
  const refused = await rig.mrun(['resume']);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('process 42 on node-7 is launching this sweep');
  expect(refused.stderr).toContain('--take-over');
  const taken = await rig.mrun(['resume', '--take-over']);
  expect(taken.stdout).toContain('taken over from process 42 on node-7');
  expect(taken.stdout).toContain('5 of 6 succeeded');
});

test('what a launcher on another host left can be removed when it was taken over, also without runs to start', async () => {
  await using rig = createRig();
  rig.write(smallSweep);
  await rig.mrun(['run', 'spec.yaml']);
  const { sweep } = await statusOf(rig);
  const elsewhere = { host: 'node-7', boot: 'b', pid: 42, started: '1' };
  rig.write({ [`mruns/birds/${sweep}/lock`]: JSON.stringify(elsewhere) });
  const kept = await rig.mrun(['rm', '-y']);
  expect(kept.code).toBe(2);
  expect(kept.stderr).toMatch(/is it dead, with all that it started\? mrun resume \S+ --take-over/);
  const taken = await rig.mrun(['resume', '--take-over']);
  expect(taken.stdout).toContain('taken over from process 42 on node-7');
  rig.write({ [`mruns/birds/${sweep}/lock`]: '' });
  expect((await rig.mrun(['rm', '-y'])).code).not.toBe(0);
  await rig.mrun(['resume', '--take-over']);
  expect((await rig.mrun(['rm', '-y'])).code).toBe(0);
});

test('what is retried is left to a launcher on another host, which may live', async () => {
  await using rig = createRig();
  rig.write(smallSweep);
  await rig.mrun(['run', 'spec.yaml']);
  const { sweep } = await statusOf(rig);
  const elsewhere = { host: 'node-7', boot: 'b', pid: 42, started: '1' };
  rig.write({ [`mruns/birds/${sweep}/lock`]: JSON.stringify(elsewhere) });
  const { code, stdout, stderr } = await rig.mrun(['retry', '--failed']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('process 42 on node-7 is launching the sweep, and starts them if it');
  expect(stdout).toContain('mrun resume --take-over');
});

test('without a launcher there is nothing to pause, and an update is for the next one', async () => {
  await using rig = createRig();
  rig.write(smallSweep);
  await rig.mrun(['run', 'spec.yaml', '--max-failures', '1']);
  const pause = await rig.mrun(['pause', '--json']);
  expect(JSON.parse(pause.stdout)).toMatchObject({ paused: false, running: 0, waiting: 4 });
  expect((await rig.mrun(['pause'])).stdout).toContain('no launcher is at work');
  const update = await rig.mrun(['update', '--parallel', '2']);
  expect(update.stdout).toContain('2 at a time as soon as it is resumed');
  expect(update.stdout).toContain('Next: mrun resume');
});

interface Identity {
  readonly event: string;
  readonly pid: number;
}

/** The launcher and the workers of a rig's only sweep, as its events tell. */
const processesOf = (rig: Rig): readonly number[] =>
  rig
    .files('mruns')
    .filter((path) => path.includes('/events/'))
    .map((path) => JSON.parse(rig.read(`mruns/${path}`).split('\n')[0] ?? '') as Identity)
    .filter(({ event }) => event === 'launcher' || event === 'worker')
    .map(({ pid }) => pid);

/** Each worker is the head of a process group. */
const killTree = (pid: number): void => {
  for (const target of [-pid, pid]) {
    try {
      process.kill(target, 'SIGKILL');
    } catch {
      // It leads no group, or is gone.
    }
  }
};
