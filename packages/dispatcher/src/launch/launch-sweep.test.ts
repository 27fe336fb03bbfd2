import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { makeRig } from '../../test/rig.ts';
import { cancelRuns } from '../stop/cancel-runs.ts';

test.each([
  { runs: 'all', counts: { succeeded: 1, cancelled: 2 } },
  { runs: [1], counts: { succeeded: 2, cancelled: 1 } },
] as const)('a wish to cancel $runs is met while a launch waits for leftovers', async (row) => {
  const runs = Array.from({ length: 3 }, () => ({ script: 'true' }));
  await using rig = await makeRig({ runs, options: { parallel: 1, grace: 1 } });
  await rig.run({ attemptOf: (_, { index }) => (index === 0 ? 1 : null) });
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
