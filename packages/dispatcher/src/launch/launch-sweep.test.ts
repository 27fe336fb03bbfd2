import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { makeRig } from '../../test/rig.ts';
import type { Host } from '../host/host.ts';
import { cancelRuns } from '../stop/cancel-runs.ts';
import { wishRetry } from '../wishes/wish-retry.ts';
import { launchSweep } from './launch-sweep.ts';

test.each([
  { runs: 'all', counts: { failed: 1, cancelled: 2 } },
  { runs: [1], counts: { failed: 1, succeeded: 1, cancelled: 1 } },
] as const)('a wish to cancel $runs is met while a launch waits for leftovers', async (row) => {
  const runs = [{ script: 'exit 1' }, { script: 'true' }, { script: 'true' }];
  await using rig = await makeRig({ runs, options: { parallel: 1, grace: 1 } });
  await rig.run({ options: { maxFailures: 1 } });
  const leftover = spawn('sh', ['-c', "trap '' TERM; echo on; while :; do sleep 0.1; done"], {
    env: { PATH: process.env.PATH, MRUNNER_RUN_ID: `${rig.sweep.record.id}/0` },
  });
  await once(leftover.stdout, 'data');
  const launching = rig.launch();
  expect(await cancelRuns(rig.host, rig.sweep, row.runs)).toEqual({ by: 'launcher' });
  expect(await (await launching).done).toMatchObject({ why: 'finished', counts: row.counts });
  expect(leftover.signalCode).toBe('SIGKILL');
  expect(rig.status().counts).toMatchObject(row.counts);
});

test('a wish to cancel that comes just after the lock was taken is met', async () => {
  await using rig = await makeRig({ runs: [{ script: 'exit 1' }] });
  await rig.run();
  wishRetry(rig.host, rig.sweep, { runs: [0], failedOnly: true });
  const { files } = rig.host;
  const wish = { event: 'cancel', time: rig.status().lastTime + 1, runs: [0], by: 'me' };
  const link: typeof files.link = (path, second) => {
    const isTaken = files.link(path, second);
    writeFileSync(`${rig.sweep.home}/events/wish-x.jsonl`, `${JSON.stringify(wish)}\n`);
    return isTaken;
  };
  const host: Host = { ...rig.host, files: { ...files, link } };
  const launched = await launchSweep(host, rig.sweep, { takes: 'wanted' });
  if (!launched.ok) throw new Error(JSON.stringify(launched.problems));
  expect((await launched.value.done).counts).toMatchObject({ failed: 1 });
  expect(rig.status().of(0).attempts.length).toBe(1);
});

test('an answer that fails does not keep later ones from starting runs', async () => {
  await using rig = await makeRig({
    runs: [{ script: 'true' }, { script: 'true' }],
    options: { parallel: 1 },
  });
  let isFirst = true;
  const observe = (): void => {
    if (!isFirst) return;
    isFirst = false;
    throw new Error('a bug');
  };
  await expect(rig.launch({ observe })).rejects.toThrow('a bug');
  await rig.until(() => rig.status().left !== undefined);
  expect(rig.status().counts).toMatchObject({ succeeded: 2 });
});
