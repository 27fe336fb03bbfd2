import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { createRig } from './rig/rig.ts';
import { runSmallSweep, waitingSweep } from './rig/small-sweep.ts';

test('logs print what a run printed, or its last lines', async () => {
  await using rig = createRig();
  await runSmallSweep(rig);
  expect(await rig.mrun(['logs', '1'])).toMatchObject({
    code: 0,
    stdout: 'lr 0.01 seed 1\nValueError: bad shape (3, 4)\n',
    stderr: '',
  });
  expect((await rig.mrun(['logs', '1', '--tail', '1'])).stdout).toBe(
    'ValueError: bad shape (3, 4)\n',
  );
  expect((await rig.mrun(['logs', '1', '--exit-code'])).code).toBe(7);
});

test('logs come out byte by byte, whatever they hold', async () => {
  await using rig = createRig();
  rig.write({
    'spec.yaml': `script: [sh, -c, 'printf "\\\\377\\\\303(\\\\000\\\\r\\\\033[1m"']\nargs: none\n`,
  });
  await rig.mrun(['run', 'spec.yaml']);
  const mrun = [rig.path('node_modules/mrunner/bin/mrun.js'), 'logs', '0'];
  const { stdout } = spawnSync(process.execPath, mrun, { cwd: rig.directory, env: rig.env });
  expect(stdout.toString('hex')).toBe('ffc328000d1b5b316d');
});

test('logs of several runs are told apart', async () => {
  await using rig = createRig();
  await runSmallSweep(rig);
  const { stdout } = await rig.mrun(['logs', '--where', 'seed=2', '--tail', '1']);
  expect(stdout).toMatch(
    /^==> #2 lr=0.01 seed=2 .*<==\nlr 0.01 seed 2\n==> #5 lr=0.1 seed=2 .*<==\nlr 0.1 seed 2\n$/,
  );
  const { code, stderr } = await rig.mrun(['logs']);
  expect(code).toBe(2);
  expect(stderr).toContain('expected a run such as 3');
});

test('logs -f follow a run until it ends, and can end with its exit code', async () => {
  await using rig = createRig();
  rig.write(waitingSweep);
  const run = rig.start(['run', 'spec.yaml', '--parallel', '1']);
  await run.says('#0');
  const logs = rig.start(['logs', '0', '-f', '--exit-code']);
  await logs.says('waiting in 0');
  rig.write({ go: '' });
  expect(await logs.done).toMatchObject({
    code: 0,
    stdout: 'waiting in 0\ndone waiting\n',
    stderr: '#0 succeeded\n',
  });
  await run.done;
});

test('logs -f of a run that waits for its turn begin with the run', async () => {
  await using rig = createRig();
  rig.write(waitingSweep);
  const run = rig.start(['run', 'spec.yaml', '--parallel', '1']);
  await run.says('#0');
  const logs = rig.start(['logs', '3', '-f']);
  rig.write({ go: '' });
  expect((await logs.done).stdout).toBe('waiting in 3\ndone waiting\n');
  await run.done;
});

test('of several attempts the newest is shown, which is said; any other can be named', async () => {
  await using rig = createRig();
  rig.write({
    'spec.yaml': `script: [sh, -c, 'echo attempt $MRUNNER_ATTEMPT; test $MRUNNER_ATTEMPT = 2']\nargs: none\n`,
  });
  await rig.mrun(['run', 'spec.yaml', '--retries', '2']);
  expect(await rig.mrun(['logs', '0'])).toMatchObject({
    stdout: 'attempt 2\n',
    stderr: 'attempt 2 of 2; an earlier one: --attempt N\n',
  });
  expect((await rig.mrun(['logs', '0', '--attempt', '1'])).stdout).toBe('attempt 1\n');
  const { code, stderr } = await rig.mrun(['logs', '0', '--attempt', '3']);
  expect(code).toBe(2);
  expect(stderr).toContain('it has: 1, 2');
});

const stubborn = {
  'spec.yaml': `script: [sh, try.sh]\nargs: none\ngrid: {seed: {range: 2}}\n`,
  'try.sh': `
echo "attempt $MRUNNER_ATTEMPT"
while [ ! -e "go.$MRUNNER_ATTEMPT" ]; do sleep 0.05; done
[ "$MRUNNER_ATTEMPT" = 2 ] || exit 3
`,
};

test('logs -f go on into the next attempt, and end when no other follows', async () => {
  await using rig = createRig();
  rig.write(stubborn);
  const run = rig.start(['run', 'spec.yaml', '--parallel', '1', '--only', '0', '--retries', '3']);
  await run.says('#0');
  const logs = rig.start(['logs', '0', '-f', '--exit-code']);
  const first = rig.start(['logs', '0', '-f', '--exit-code', '--attempt', '1']);
  await logs.says('attempt 1');
  await first.says('attempt 1');
  rig.write({ 'go.1': '' });
  expect(await first.done).toMatchObject({ code: 3, stderr: '#0 failed: exit 3\n' });
  await logs.says('attempt 2');
  rig.write({ 'go.2': '' });
  expect(await logs.done).toMatchObject({
    code: 0,
    stdout: 'attempt 1\nattempt 2\n',
    stderr: '#0 failed: exit 3\nattempt 2\n#0 succeeded\n',
  });
  await run.done;
});

test('logs -f follow a run that outlives its launcher, and do not wait for one that nobody starts', async () => {
  await using rig = createRig();
  rig.write(waitingSweep);
  const run = rig.start(['run', 'spec.yaml', '--parallel', '1']);
  await run.says('#0');
  const running = rig.start(['logs', '0', '-f']);
  const planned = rig.start(['logs', '3', '-f']);
  await running.says('waiting in 0');
  await planned.says('#3 waits to start');
  run.signal('SIGKILL');
  await run.done;
  const { code, stderr } = await planned.done;
  expect(code).toBe(1);
  expect(stderr).toMatch(/#3 was not started: the launcher is gone.*mrun resume\n$/);
  rig.write({ go: '' });
  expect(await running.done).toMatchObject({
    code: 0,
    stdout: 'waiting in 0\ndone waiting\n',
    stderr: '#0 succeeded\n',
  });
});

test('an attempt that there is not can not be followed', async () => {
  await using rig = createRig();
  await runSmallSweep(rig);
  const { code, stderr } = await rig.mrun(['logs', '1', '-f', '--attempt', '2']);
  expect(code).toBe(2);
  expect(stderr).toContain('#1 has no attempt 2');
});
