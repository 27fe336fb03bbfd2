import { expect, test } from 'vitest';
import { createRig } from './rig/rig.ts';
import { runSmallSweep, waitingSweep } from './rig/small-sweep.ts';

test('cancel stops what runs, keeps what waits from starting, and says so', async () => {
  await using rig = createRig();
  rig.write(waitingSweep);
  const run = rig.start(['run', 'spec.yaml', '--parallel', '2']);
  await run.says('#1');
  const cancel = await rig.mrun(['cancel', '0,3']);
  expect(cancel.code).toBe(0);
  expect(cancel.stdout).toContain('1 stopped: #0');
  expect(cancel.stdout).toContain('1 will never start: #3');
  rig.write({ go: '' });
  expect((await run.done).code).toBe(1);
  const { counts } = JSON.parse((await rig.mrun(['status', '--json'])).stdout);
  expect(counts).toMatchObject({ succeeded: 2, cancelled: 2, planned: 0 });
});

test('without a name cancel asks, and without a terminal it does nothing', async () => {
  await using rig = createRig();
  rig.write(waitingSweep);
  const run = rig.start(['run', 'spec.yaml', '--parallel', '2']);
  await run.says('#1');
  const refused = await rig.mrun(['cancel']);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('Nothing was cancelled: there is no terminal to ask on. Add -y');
  const { sweeps } = JSON.parse((await rig.mrun(['cancel', '-y', '--json'])).stdout);
  expect(sweeps).toMatchObject([{ cancelled: [0, 1, 2, 3], endedBefore: [], going: [] }]);
  expect((await run.done).code).toBe(1);
});

test('what has ended already is not cancelled', async () => {
  await using rig = createRig();
  await runSmallSweep(rig);
  const { code, stdout } = await rig.mrun(['cancel', '1-2']);
  expect(code).toBe(0);
  expect(stdout).toContain('nothing to cancel');
  expect(stdout).toContain('2 had ended before: #1, #2');
});

test('wait ends with the sweep: 0 when all succeeded, else 1', async () => {
  await using rig = createRig();
  rig.write(waitingSweep);
  const run = rig.start(['run', 'spec.yaml', '--parallel', '4']);
  await run.says('#3');
  const wait = rig.start(['wait']);
  await wait.says('waiting for');
  rig.write({ go: '' });
  expect(await wait.done).toMatchObject({ code: 0, stdout: 'succeeded 4\n' });
  await run.done;
  await runSmallSweep(rig);
  expect((await rig.mrun(['wait'])).code).toBe(1);
});
