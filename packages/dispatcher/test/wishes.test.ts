import { describe, expect, test } from 'vitest';
import { cancelRuns } from '../src/stop/cancel-runs.ts';
import { takeLock } from '../src/sweep-home/lock.ts';
import { wishOtherwise } from '../src/wishes/wish-otherwise.ts';
import { wishGoOn, wishPause, wishUpdate } from '../src/wishes/wish-pace.ts';
import { planRetry, wishRetry } from '../src/wishes/wish-retry.ts';
import { makeRig, meeting, type Rig } from './rig.ts';

const waits = (path: string): { script: string } => ({
  script: `echo on >${path}; read x <${path}`,
});

/** The wishes that the launcher has heard. */
const heard = ({ events }: Rig): readonly string[] =>
  events.flatMap((event) => (event.type === 'heard' ? [event.wish.event] : []));

/** Fails at its first attempt. */
const failsFirst = { script: '[ "$MRUNNER_ATTEMPT" != 1 ]' };

describe('a pause', () => {
  test('lets what runs end, starts nothing more, and can be followed by another launch', async () => {
    const gate = meeting('/tmp', `wish-${process.pid}-a`);
    await using _ = gate;
    await using rig = await makeRig({
      runs: [waits(gate.path), { script: 'true' }],
      options: { parallel: 1 },
    });
    const launch = await rig.launch();
    await gate.hear();
    wishPause(rig.host, rig.sweep);
    await rig.until(() => heard(rig).includes('pause'));
    await gate.tell();
    expect(await launch.done).toMatchObject({
      why: 'paused',
      counts: { succeeded: 1, planned: 1 },
    });
    expect(rig.status().left).toMatchObject({ why: 'paused' });
    expect((await rig.run({ takes: 'resume' })).counts).toMatchObject({ succeeded: 2 });
  });

  test('can be taken back while its launcher still waits', async () => {
    const gate = meeting('/tmp', `wish-${process.pid}-b`);
    await using _ = gate;
    await using rig = await makeRig({
      runs: [waits(gate.path), { script: 'true' }],
      options: { parallel: 1 },
    });
    const launch = await rig.launch();
    await gate.hear();
    wishPause(rig.host, rig.sweep);
    wishGoOn(rig.host, rig.sweep);
    await rig.until(() => heard(rig).includes('go-on'));
    await gate.tell();
    expect(await launch.done).toMatchObject({ why: 'finished', counts: { succeeded: 2 } });
  });
});

test('an update changes how many run at a time, for this launch and the next ones', async () => {
  const gate = meeting('/tmp', `wish-${process.pid}-c`);
  const second = meeting('/tmp', `wish-${process.pid}-d`);
  await using _ = gate;
  await using __ = second;
  await using rig = await makeRig({
    runs: [waits(gate.path), waits(second.path)],
    options: { parallel: 1 },
  });
  const launch = await rig.launch();
  await gate.hear();
  wishUpdate(rig.host, rig.sweep, { parallel: 2 });
  await second.hear();
  expect([...launch.running.keys()]).toEqual([0, 1]);
  await gate.tell();
  await second.tell();
  await launch.done;
  expect(rig.status().parallel).toBe(2);
});

describe('a wish to try again', () => {
  test('is written down once, and carried out by the next launch that takes what is wanted', async () => {
    const runs = [failsFirst, failsFirst, { script: 'true' }];
    await using rig = await makeRig({ runs });
    await rig.run();
    const wish = { runs: [0, 2], failedOnly: false, resources: { cpu: 3 } };
    expect(wishRetry(rig.host, rig.sweep, wish)).toMatchObject({
      wanted: [{ run: 0, attempt: 2 }],
      leftOut: [{ status: { index: 2, state: 'succeeded' }, lives: false }],
    });
    expect(rig.status().of(0)).toMatchObject({
      state: 'planned',
      wanted: true,
      overrides: { resources: { cpu: 3 } },
    });
    // What is wanted already is wanted no second time.
    expect(wishRetry(rig.host, rig.sweep, wish).wanted).toEqual([]);
    expect((await rig.run({ takes: 'wanted' })).counts).toMatchObject({ succeeded: 2, failed: 1 });
    expect(rig.status().of(0)).toMatchObject({ state: 'succeeded', attempt: 2 });
    expect(rig.status().of(0).wanted).toBe(undefined);
  });

  test('can be changed before anybody carries it out, for all of its composite; by then it is as it was heard', async () => {
    const member = (name: string) => ({
      composite: { name: 'both', member: name, first: 0, size: 2, onFailure: 'continue' as const },
    });
    const runs = [failsFirst, failsFirst].map((run, i) => ({ ...run, ...member(`m${i}`) }));
    await using rig = await makeRig({ runs });
    expect((await rig.run()).counts).toMatchObject({ failed: 2 });
    const other = [{ runs: [1], resources: { mem: 64 }, code: 'b' }];
    // Nothing is wished for yet.
    expect(wishOtherwise(rig.host, rig.sweep, other).ok).toBe(true);
    expect(rig.status().counts).toMatchObject({ failed: 2 });
    const wish = { runs: [0, 1], failedOnly: true, resources: { cpu: 3 }, code: 'a' };
    wishRetry(rig.host, rig.sweep, wish);
    expect(wishOtherwise(rig.host, rig.sweep, other).ok).toBe(true);
    for (const index of [0, 1]) {
      const overrides = { resources: { cpu: 3, mem: 64 }, code: 'b' };
      expect(rig.status().of(index)).toMatchObject({ wanted: true, attempt: 1, overrides });
    }
    const lock = takeLock(rig.host, rig.sweep.home);
    expect(wishOtherwise(rig.host, rig.sweep, [{ runs: [0], code: 'c' }])).toMatchObject({
      ok: false,
    });
    expect(rig.status().of(0).overrides?.code).toBe('b');
    if (lock.ok) lock.value.release();
  });

  test('outlives whoever was to carry it out', async () => {
    await using rig = await makeRig({ runs: [failsFirst] });
    await rig.run();
    wishRetry(rig.host, rig.sweep, { runs: [0], failedOnly: true });
    expect((await rig.run({ takes: 'resume' })).counts).toMatchObject({ succeeded: 1 });
  });

  test('is met by the launcher at work', async () => {
    const gate = meeting('/tmp', `wish-${process.pid}-e`);
    await using _ = gate;
    await using rig = await makeRig({
      runs: [failsFirst, waits(gate.path)],
      options: { parallel: 2 },
    });
    const launch = await rig.launch();
    await gate.hear();
    await rig.until(() => launch.counts.failed === 1);
    wishRetry(rig.host, rig.sweep, { runs: [0], failedOnly: true });
    await rig.until(() => launch.counts.succeeded === 1);
    await gate.tell();
    expect((await launch.done).counts).toMatchObject({ succeeded: 2 });
    expect(rig.status().counts).toMatchObject({ succeeded: 2 });
  });

  test('takes back that a run was cancelled before it started, also while a launcher is at work', async () => {
    const gate = meeting('/tmp', `wish-${process.pid}-f`);
    await using _ = gate;
    await using rig = await makeRig({
      runs: [waits(gate.path), { script: 'true' }, { script: 'true' }],
      options: { parallel: 1 },
    });
    const launch = await rig.launch();
    await gate.hear();
    await cancelRuns(rig.host, rig.sweep, [1, 2]);
    expect(rig.status().of(1).state).toBe('cancelled');
    expect(wishRetry(rig.host, rig.sweep, { runs: [1], failedOnly: false }).wanted).toEqual([
      { run: 1, attempt: 1 },
    ]);
    await rig.until(() => heard(rig).includes('retry'));
    await gate.tell();
    expect((await launch.done).counts).toMatchObject({ succeeded: 2, cancelled: 1 });
    expect(rig.status().counts).toMatchObject({ succeeded: 2, cancelled: 1 });
  });

  test('brings along the members of a composite that a failure stopped', async () => {
    const member = (name: string) => ({
      composite: { name: 'both', member: name, first: 0, size: 2, onFailure: 'stop' as const },
    });
    const second = `[ "$MRUNNER_ATTEMPT" != 1 ] || { sleep 60 & wait; }`;
    await using rig = await makeRig({
      runs: [
        { ...failsFirst, ...member('a') },
        { script: second, ...member('b') },
      ],
    });
    await rig.run();
    expect(rig.status().counts).toMatchObject({ failed: 1, cancelled: 1 });
    expect(planRetry(rig.host, rig.sweep, { runs: [0], failedOnly: true }).wanted).toEqual([
      { run: 0, attempt: 2 },
      { run: 1, attempt: 2 },
    ]);
    wishRetry(rig.host, rig.sweep, { runs: [0], failedOnly: true });
    expect((await rig.run({ takes: 'wanted' })).counts).toMatchObject({ succeeded: 2 });
  });
});

test('an attempt that is wanted waits until nothing of the one before lives', async () => {
  const gate = meeting('/tmp', `wish-${process.pid}-g`);
  await using _ = gate;
  // What the first attempt leaves ignores TERM; the second one fails when it finds it alive.
  const leaves = `
    if [ "$MRUNNER_ATTEMPT" = 2 ]; then ! grep -qs sleep "/proc/$(cat left)/cmdline"; exit; fi
    setsid sh -c "trap '' TERM; echo \\$\\$ >left; exec sleep 60" &
    while ! [ -s left ]; do sleep 0.01; done; exit 1`;
  await using rig = await makeRig({
    runs: [{ script: leaves }, waits(gate.path)],
    options: { parallel: 2, grace: 0.5 },
  });
  const launch = await rig.launch();
  await gate.hear();
  await rig.until(() => launch.counts.failed === 1);
  wishRetry(rig.host, rig.sweep, { runs: [0], failedOnly: true });
  await rig.until(
    () => launch.counts.succeeded + launch.counts.failed === 1 && rig.status().of(0).attempt === 2,
  );
  await gate.tell();
  expect((await launch.done).counts).toMatchObject({ succeeded: 2 });
});

test('a time that is asked for with another attempt takes the place of the time limit', async () => {
  const script = '[ "$MRUNNER_ATTEMPT" = 2 ] || exec sleep 60; sleep 0.3';
  await using rig = await makeRig({ runs: [{ script }], options: { timeout: 0.05 } });
  expect((await rig.run()).counts).toMatchObject({ failed: 1 });
  expect(rig.status().of(0).reason).toMatchObject({ kind: 'timeout' });
  const wish = { runs: [0], failedOnly: true, resources: { time: 3600 } };
  wishRetry(rig.host, rig.sweep, wish);
  expect((await rig.run({ takes: 'wanted' })).counts).toMatchObject({ succeeded: 1 });
});

test('a wish that comes with the last end is carried out before the launcher leaves', async () => {
  await using rig = await makeRig({
    runs: [failsFirst],
  });
  let wished = 0;
  const { counts } = await rig.run({
    observe: (event) => {
      if (event.type !== 'ended' || event.run.attempt > 1) return;
      wished += wishRetry(rig.host, rig.sweep, { runs: [0], failedOnly: true }).wanted.length;
    },
  });
  expect(wished).toBe(1);
  expect(counts).toMatchObject({ succeeded: 1, failed: 0 });
});
