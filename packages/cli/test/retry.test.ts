import { expect, test } from 'vitest';
import { createRig, type Rig } from './rig/rig.ts';
import { smallSweep, waitingSweep } from './rig/small-sweep.ts';

const countsOf = async (rig: Rig): Promise<unknown> =>
  JSON.parse((await rig.mrun(['status', '--json'])).stdout).counts;

test('retry --failed starts what failed once more, with the script as it is by now', async () => {
  await using rig = createRig();
  rig.write(smallSweep);
  const first = await rig.mrun(['run', 'spec.yaml']);
  expect(first.stdout).toContain('mrun retry --failed');
  rig.write({ 'train.sh': smallSweep['train.sh'].replace('exit 7', ':') });
  const { code, stdout } = await rig.mrun(['retry', '--failed']);
  expect(code).toBe(0);
  expect(stdout).toContain('\n  1 started again: #1\n#1 lr=0.01 seed=1  started (attempt 2)\n');
  expect(stdout).toContain('6 of 6 succeeded');
  expect(rig.files('mruns').filter((path) => path.endsWith('log.2'))).toHaveLength(1);
  const again = await rig.mrun(['retry', '--failed']);
  expect(again).toMatchObject({ code: 0, stdout: '' });
  expect(again.stderr).toBe('No run failed: succeeded 6\nNothing was started.\n');
});

test('a retry that fails too says so, and attempts go on counting', async () => {
  await using rig = createRig();
  rig.write(smallSweep);
  await rig.mrun(['run', 'spec.yaml']);
  await rig.mrun(['retry', '1']);
  const { code, stdout } = await rig.mrun(['retry', '--where', 'reason=exit']);
  expect(code).toBe(1);
  expect(stdout).toContain('(attempt 3)');
  expect(stdout).toContain('5 of 6 succeeded');
});

test('what can not be retried is told by state, and nothing is started', async () => {
  await using rig = createRig();
  rig.write(smallSweep);
  await rig.mrun(['run', 'spec.yaml', '--max-failures', '1']);
  const succeeded = await rig.mrun(['retry', '0']);
  expect(succeeded.code).toBe(0);
  expect(succeeded.stderr).toContain('No run failed, was cancelled or got lost: succeeded 1\n');
  const planned = await rig.mrun(['retry', '4-5']);
  expect(planned.code).toBe(2);
  expect(planned.stderr).toContain('No run failed, was cancelled or got lost: planned 2\n');
  expect(planned.stdout).toContain('Next: mrun resume');
  const none = await rig.mrun(['retry', '--where', 'lr>5']);
  expect(none.code).toBe(2);
  expect(none.stderr).toContain('No run matches');
  expect((await rig.mrun(['retry', '17'])).code).toBe(2);
  const wrong = await rig.mrun(['retry', '--mem', 'much', '--cpu', '0']);
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain('--mem');
  expect(wrong.stderr).toContain('--cpu');
  expect(await countsOf(rig)).toMatchObject({ succeeded: 1, failed: 1, planned: 4 });
});

test('a cancelled run is taken by retry, and not by retry --failed', async () => {
  await using rig = createRig();
  rig.write(waitingSweep);
  const run = rig.start(['run', 'spec.yaml', '--parallel', '4']);
  await run.says('#3 seed=3  started');
  await rig.mrun(['cancel', '2']);
  rig.write({ go: '' });
  await run.done;
  const failed = await rig.mrun(['retry', '--failed']);
  expect(failed.code).toBe(0);
  expect(failed.stderr).toContain('No run failed: succeeded 3   cancelled 1');
  expect(failed.stdout).toBe('Next: mrun retry\n');
  const { code, stdout } = await rig.mrun(['retry']);
  expect(code).toBe(0);
  expect(stdout).toContain('1 started again: #2');
});

test('a launcher that is at work starts what is retried', async () => {
  await using rig = createRig();
  rig.write({
    ...waitingSweep,
    'wait.sh': `if [ $MRUNNER_RUN_INDEX = 0 ] && [ $MRUNNER_ATTEMPT = 1 ]; then exit 3; fi
${waitingSweep['wait.sh']}`,
  });
  const run = rig.start(['run', 'spec.yaml', '--parallel', '2']);
  await run.says('#0 seed=0  failed');
  await run.says('#2 seed=2  started');
  const retry = await rig.mrun(['retry', '--failed']);
  expect(retry.code).toBe(0);
  expect(retry.stdout).toMatch(
    /1 started again: #0\n {2}process \d+ is launching the sweep, and starts them\nNext: mrun status -w\n/,
  );
  rig.write({ go: '' });
  const { code, stdout } = await run.done;
  expect(code).toBe(0);
  expect(stdout).toContain('#0 seed=0  started (attempt 2)');
  expect(stdout).toContain('4 of 4 succeeded');
});

test('a retry that was killed loses nothing: resume starts what it wanted', async () => {
  await using rig = createRig();
  rig.write({ ...waitingSweep, 'wait.sh': 'echo on\ntest -e go || exit 3\n' });
  await rig.mrun(['run', 'spec.yaml', '--only', '0-1']);
  rig.write({ go: '' });
  const retry = rig.start(['retry']);
  await retry.says('started again');
  retry.signal('SIGKILL');
  await retry.done;
  expect((await rig.mrun(['resume'])).code).toBe(0);
  expect(await countsOf(rig)).toMatchObject({ succeeded: 2 });
});

test('a secret is asked for by name before anything is wished for', async () => {
  await using rig = createRig();
  rig.write({ 'spec.yaml': 'script: sh check.sh\nsecrets: [TOKEN]\n', 'check.sh': 'exit 3' });
  await rig.mrun(['run', 'spec.yaml'], { env: { TOKEN: 'x' } });
  const { code, stderr } = await rig.mrun(['retry']);
  expect(code).toBe(2);
  expect(stderr).toContain('TOKEN');
  expect(await countsOf(rig)).toMatchObject({ failed: 1, planned: 0 });
});

test('one member of a composite brings the others along, and --detach leaves it all to the background', async () => {
  await using rig = createRig();
  rig.write({
    'spec.yaml': `
composite:
  a: {script: sh train.sh}
  b: {script: sh train.sh}
`,
    'train.sh': 'test -e go || exit 3\n',
  });
  await rig.mrun(['run', 'spec.yaml', '--parallel', '2']);
  rig.write({ go: '' });
  const { code, stdout } = await rig.mrun(['retry', '0', '--detach']);
  expect(code).toBe(0);
  expect(stdout).toContain('2 started again: #0, #1');
  expect(stdout).toContain('It runs in the background');
  expect(await rig.mrun(['wait'])).toMatchObject({ code: 0, stdout: 'succeeded 2\n' });
});

test('of a snapshot retry takes the same or a new one', async () => {
  await using rig = createRig();
  rig.write(smallSweep);
  await rig.mrun(['run', 'spec.yaml', '--code', 'snapshot']);
  expect((await rig.mrun(['retry', '--failed'])).stdout).toContain('exit 7');
  rig.write({ 'train.sh': smallSweep['train.sh'].replace('exit 7', 'exit 8') });
  expect((await rig.mrun(['retry', '--failed'])).code).toBe(2);
  expect((await rig.mrun(['retry', '--failed', '--code', 'same'])).stdout).toContain('exit 7');
  expect((await rig.mrun(['retry', '--failed', '--code', 'new'])).stdout).toContain('exit 8');
  expect((await rig.mrun(['retry', '--failed'])).stdout).toContain('exit 8');
});
