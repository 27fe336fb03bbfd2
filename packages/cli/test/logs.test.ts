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
