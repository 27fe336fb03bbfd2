import { expect, test } from 'vitest';
import { launchSweep } from '../../src/launch/launch-sweep.ts';
import { waitForSweep } from '../../src/stop/wait-for-sweep.ts';
import { makeRig } from '../rig.ts';
import { withFault } from './fault.ts';
import { violations } from './invariants.ts';
import { makeLedger } from './ledger.ts';

const hour = 3_600_000;

test.each([
  ['back', -hour],
  ['forward', hour],
])(
  'a clock that is set %s: time limits and grace are kept, and whoever waits hears of it',
  async (_, by) => {
    const stubborn = 'trap "" TERM; while :; do sleep 0.05; done';
    await using rig = await makeRig({
      runs: [{ script: stubborn }, { script: 'true' }],
      options: { timeout: 0.3, grace: 0.5, parallel: 2 },
    });
    let isSet = false;
    const clock = { ...rig.host.clock, now: () => Date.now() + (isSet ? by : 0) };
    const host = { ...rig.host, clock };
    let begun = Number.POSITIVE_INFINITY;
    const launched = await launchSweep(host, rig.sweep, {
      observe: (event) => {
        if (event.type === 'started' && event.run.index === 0) begun = performance.now();
      },
    });
    if (!launched.ok) throw new Error('not launched');
    let seen = 0;
    const waited = waitForSweep(host, rig.sweep, { observe: () => seen++ });
    await rig.until(() => {
      isSet = rig.status().of(0).startedAt !== undefined && performance.now() - begun > 100;
      return isSet;
    });
    await launched.value.done;
    // It is not killed before its grace is over, and long before an hour is.
    expect(performance.now() - begun).toBeGreaterThan(750);
    expect(rig.status().of(0)).toMatchObject({ exitCode: 137, reason: { kind: 'timeout' } });
    await waited;
    expect(seen).toBeGreaterThan(0);
  },
);

test('a clock that is set back between two launches: the newer one is the one that counts', async () => {
  using ledger = makeLedger();
  await using rig = await makeRig({
    runs: [{ script: ledger.run(0, 3) }, { script: ledger.run(0, 0) }],
    options: { parallel: 1, maxFailures: 1 },
  });
  expect(await rig.run()).toMatchObject({ why: 'max-failures' });
  const { host } = withFault(rig.host, { kind: 'clock', at: 0, by: -hour }, () => {});
  const launched = await launchSweep(host, rig.sweep, { options: { maxFailures: 9 } });
  if (!launched.ok) throw new Error('not launched');
  expect(await launched.value.done).toMatchObject({ why: 'finished' });
  const status = rig.status();
  expect(status).toMatchObject({ counts: { succeeded: 1, failed: 1 }, left: { why: 'finished' } });
  expect(status.left).not.toHaveProperty('text');
  expect(violations(ledger.lines(), status, 2)).toEqual([]);
});
