import { describe, expect, test } from 'vitest';
import { cancelRuns } from '../src/stop/cancel-runs.ts';
import { waitForSweep } from '../src/stop/wait-for-sweep.ts';
import { readEvents } from '../src/sweep-home/read-facts.ts';
import { wishRetry } from '../src/wishes/wish-retry.ts';
import { writeWish } from '../src/wishes/write-wish.ts';
import { makeRig, meeting, type Rig, startLauncher } from './rig.ts';

/** Says that it is on, and waits until it is told to go on. */
const waits = (path: string, then = 'true'): { script: string } => ({
  script: `echo on >${path}; read x <${path}; ${then}`,
});

/** Lets another process launch the sweep, and kills it when a run is on. */
const killedLauncher = async (rig: Rig, isOn: () => Promise<unknown>): Promise<void> => {
  const launcher = startLauncher(rig);
  await isOn();
  launcher.kill('SIGKILL');
  await launcher.ended;
};

describe('a launch after the launcher was killed', () => {
  test('adopts what goes on, waits for it, and starts the rest beside it', async () => {
    const gate = meeting('/tmp', `adopt-${process.pid}-a`);
    await using _ = gate;
    await using rig = await makeRig({
      runs: [waits(gate.path, 'exit 7'), { script: 'true' }, { script: 'true' }],
      options: { parallel: 1 },
    });
    await killedLauncher(rig, gate.hear);
    const launch = await rig.launch({ takes: 'resume' });
    // It fills the one slot there is.
    expect([...launch.running.keys()]).toEqual([0]);
    expect(launch.counts).toMatchObject({ running: 1, planned: 2 });
    await gate.tell();
    const outcome = await launch.done;
    expect(outcome).toMatchObject({ why: 'finished', counts: { failed: 1, succeeded: 2 } });
    expect(rig.status().counts).toEqual(outcome.counts);
    expect(rig.status().of(0)).toMatchObject({ exitCode: 7, attempt: 1 });
  });

  test('tries an adopted run again when it fails and retries say so', async () => {
    const gate = meeting('/tmp', `adopt-${process.pid}-b`);
    await using _ = gate;
    const script = `if [ "$MRUNNER_ATTEMPT" = 1 ]; then ${waits(gate.path, 'exit 7').script}; fi`;
    await using rig = await makeRig({ runs: [{ script }], options: { retries: 1 } });
    await killedLauncher(rig, gate.hear);
    const launch = await rig.launch({ takes: 'resume' });
    await gate.tell();
    expect((await launch.done).counts).toMatchObject({ succeeded: 1 });
    expect(rig.status().of(0)).toMatchObject({ attempt: 2 });
  });

  test('tries a run again that failed while nobody launched, as often as retries say', async () => {
    const gate = meeting('/tmp', `adopt-${process.pid}-owed`);
    await using _ = gate;
    const script = `if [ "$MRUNNER_ATTEMPT" = 1 ]; then ${waits(gate.path, 'exit 7').script}; fi; exit 8`;
    await using rig = await makeRig({ runs: [{ script }], options: { retries: 2 } });
    await killedLauncher(rig, gate.hear);
    await gate.tell();
    await expect.poll(() => rig.status().of(0).state).toBe('failed');
    expect((await rig.run({ takes: 'resume' })).counts).toMatchObject({ failed: 1 });
    expect(rig.status().of(0)).toMatchObject({ attempt: 3, exitCode: 8 });
    await rig.run({ takes: 'resume' });
    expect(rig.status().of(0)).toMatchObject({ attempt: 3 });
  });

  test('stops the members of a composite of which one failed while nobody launched', async () => {
    const gate = meeting('/tmp', `adopt-${process.pid}-pair`);
    await using _ = gate;
    const scripts = ['exec sleep 60', waits(gate.path, 'exit 7').script];
    await using rig = await makeRig({
      runs: scripts.map((script, i) => ({
        script,
        composite: { name: 'pair', member: `m${i}`, first: 0, size: 2, onFailure: 'stop' },
      })),
      options: { parallel: 2 },
    });
    await killedLauncher(rig, gate.hear);
    await expect.poll(() => rig.status().of(0).state).toBe('running');
    await gate.tell();
    await expect.poll(() => rig.status().of(1).state).toBe('failed');
    const { counts } = await rig.run({ takes: 'resume' });
    expect(counts).toMatchObject({ failed: 1, cancelled: 1 });
    expect(rig.status().of(0).reason?.text).toBe('another member of its composite failed');
  });

  test('stops an adopted run with everything below it', async () => {
    const gate = meeting('/tmp', `adopt-${process.pid}-c`);
    await using _ = gate;
    const script = `echo on >${gate.path}; setsid sleep 60 & sleep 60`;
    await using rig = await makeRig({ runs: [{ script }] });
    await killedLauncher(rig, gate.hear);
    const launch = await rig.launch({ takes: 'resume' });
    launch.stop('term');
    expect((await launch.done).why).toBe('interrupted');
    expect(rig.status().of(0)).toMatchObject({
      state: 'cancelled',
      exitCode: 143,
      reason: { kind: 'interrupted' },
    });
  });

  test.each([
    ['a launcher that was killed before the run ended', true],
    ['a launcher that was killed before it heard of it', false],
  ])(
    'ends an adopted run that was cancelled, by %s, and does not try it again',
    async (_, isHeard) => {
      const name = `adopt-${process.pid}-${isHeard ? 'heard' : 'unheard'}`;
      await using gate = meeting('/tmp', name);
      const script = `trap '' TERM; echo on >${gate.path}; while :; do sleep 0.05; done`;
      await using rig = await makeRig({
        runs: [{ script }, { script: 'true' }],
        options: { retries: 1, grace: isHeard ? 3600 : 0.1 },
      });
      const { host, sweep } = rig;
      await killedLauncher(rig, async () => {
        await gate.hear();
        if (!isHeard) return;
        await cancelRuns(host, sweep, [0]);
        await rig.until(() => readEvents(host, sweep.home).some(({ event }) => event === 'stop'));
      });
      if (!isHeard) writeWish(host, sweep, { event: 'cancel', runs: [0] });
      const outcome = await rig.run({ takes: 'resume', options: { grace: 0.1 } });
      expect(outcome.counts).toMatchObject({ cancelled: 1, succeeded: 1 });
      expect(rig.status().of(0)).toMatchObject({ state: 'cancelled', exitCode: 137, attempt: 1 });
    },
  );

  test('counts the time that an adopted run took before', async () => {
    const gate = meeting('/tmp', `adopt-${process.pid}-d`);
    await using _ = gate;
    await using rig = await makeRig({
      runs: [{ script: `echo on >${gate.path}; sleep 60` }],
      options: { timeout: 3600 },
    });
    await killedLauncher(rig, gate.hear);
    const { clock } = rig.host;
    const host = { ...rig.host, clock: { ...clock, now: () => clock.now() + 3_600_000 } };
    const outcome = await (await rig.launch({ takes: 'resume' }, host)).done;
    expect(outcome.counts).toMatchObject({ failed: 1 });
    expect(rig.status().of(0).reason).toMatchObject({ kind: 'timeout' });
  });

  test('starts a lost run again when nothing of it lives, once', async () => {
    const gate = meeting('/tmp', `adopt-${process.pid}-e`);
    const left = meeting('/tmp', `adopt-${process.pid}-left`);
    await using _ = gate;
    await using __ = left;
    // What it leaves behind keeps the next attempt from starting until it has ended.
    const script = `
      if [ "$MRUNNER_ATTEMPT" != 1 ]; then exit 0; fi
      setsid sh -c 'read x <${left.path}' &
      echo on >${gate.path}; read x <${gate.path}
      kill -s KILL $PPID $$`;
    await using rig = await makeRig({ runs: [{ script }], context: { onLost: 'rerun' } });
    await killedLauncher(rig, gate.hear);
    await gate.tell();
    await rig.until(() => rig.status().of(0).state === 'unknown');
    const launch = await rig.launch({ takes: 'resume' });
    expect([...launch.running.values()]).toMatchObject([{ index: 0, attempt: 1 }]);
    await left.tell();
    expect((await launch.done).counts).toMatchObject({ succeeded: 1 });
    expect(rig.status().of(0).attempts).toMatchObject([
      { state: 'unknown', reason: { kind: 'lost' } },
      { state: 'succeeded' },
    ]);
  });

  test('leaves a lost run to a person when the context says so', async () => {
    const gate = meeting('/tmp', `adopt-${process.pid}-f`);
    await using _ = gate;
    const script = `echo on >${gate.path}; read x <${gate.path}; kill -s KILL $PPID $$`;
    await using rig = await makeRig({ runs: [{ script }], context: { onLost: 'ask' } });
    await killedLauncher(rig, gate.hear);
    await gate.tell();
    await rig.until(() => rig.status().of(0).state === 'unknown');
    expect((await rig.run({ takes: 'resume' })).counts).toMatchObject({ unknown: 1 });
    expect(rig.status().of(0).attempts.length).toBe(1);
  });

  test('takes an attempt that was claimed and never started for lost, and starts the next one', async () => {
    await using rig = await makeRig({ runs: [{ script: 'true' }, { script: 'true' }] });
    const { files } = rig.host;
    const events = ['launcher', 'handed'].map((event) => ({
      event,
      time: 1,
      id: 'dead',
      slot: 'dead-0',
      run: 0,
      attempt: 1,
      host: rig.host.machine.host,
      boot: 'an earlier one',
      pid: 1,
      started: '1',
    }));
    const lines = events.map((event) => `${JSON.stringify(event)}\n`).join('');
    files.write(`${rig.sweep.home}/events/launcher-dead.jsonl`, lines);
    files.makeDirectories(rig.path(0, ''));
    files.write(rig.path(0, 'log.1'), '');
    expect((await rig.run({ takes: 'resume' })).counts).toMatchObject({ succeeded: 2 });
    expect(rig.status().of(0).attempts).toMatchObject([
      { attempt: 1, state: 'unknown', reason: { text: expect.stringContaining('log.1') } },
      { attempt: 2, state: 'succeeded' },
    ]);
  });
});

describe('a sweep that is handed over', () => {
  test('goes on with its runs, and nobody who waits for it takes it for over', async () => {
    const gate = meeting('/tmp', `adopt-${process.pid}-g`);
    await using _ = gate;
    await using rig = await makeRig({
      runs: [waits(gate.path), { script: 'true' }],
      options: { parallel: 1 },
    });
    const first = await rig.launch();
    await gate.hear();
    expect(first.leave()).toBe('resume');
    expect((await first.done).why).toBe('detached');
    expect(rig.status()).toMatchObject({
      launcher: 'none',
      left: { why: 'detached' },
      counts: { running: 1, planned: 1 },
    });
    const waited = waitForSweep(rig.host, rig.sweep);
    const second = await rig.launch({ takes: 'resume' });
    await gate.tell();
    expect((await second.done).counts).toMatchObject({ succeeded: 2 });
    expect(await waited).toMatchObject({ counts: { succeeded: 2 } });
    expect(rig.status().of(0).attempts.length).toBe(1);
  });

  test('starts nothing more after too many failures', async () => {
    const gate = meeting('/tmp', `adopt-${process.pid}-h`);
    await using _ = gate;
    await using rig = await makeRig({
      runs: [waits(gate.path), { script: 'exit 1' }, { script: 'true' }],
      options: { parallel: 2, maxFailures: 1 },
    });
    const first = await rig.launch();
    await gate.hear();
    await rig.until(() => first.counts.failed === 1);
    expect(first.leave()).toBe('nothing');
    await first.done;
    const second = await rig.launch({ takes: 'nothing' });
    await gate.tell();
    expect((await second.done).counts).toMatchObject({ succeeded: 1, failed: 1, planned: 1 });
  });
});

test('a sweep can be taken from a launcher on another host, when a person says that it is dead', async () => {
  await using rig = await makeRig({ runs: [{ script: 'true' }], context: { onLost: 'rerun' } });
  const there = { host: 'elsewhere', boot: 'b', pid: 1, started: '1' };
  const { files } = rig.host;
  const lines = [
    { event: 'launcher', time: 1, id: 'far', ...there },
    { event: 'handed', time: 2, run: 0, attempt: 1, slot: 'far-0' },
    { event: 'worker', time: 2, slot: 'far-0', ...there, pid: 2 },
    { event: 'start', run: 0, attempt: 1 },
  ].map((event) => `${JSON.stringify(event)}\n`);
  files.write(`${rig.sweep.home}/events/launcher-far.jsonl`, lines.join(''));
  files.write(`${rig.sweep.home}/lock`, JSON.stringify(there));
  expect(rig.status()).toMatchObject({ launcher: 'elsewhere', counts: { running: 1 } });
  await expect(rig.run({ takes: 'resume' })).rejects.toThrow('on elsewhere');
  const outcome = await rig.run({ takes: 'resume', takeOver: true });
  expect(outcome.counts).toMatchObject({ succeeded: 1 });
  expect(rig.status().of(0).attempts).toMatchObject([{ state: 'unknown' }, { attempt: 2 }]);
});

test('what is cancelled, retried and cancelled again is cancelled, also when the clock was set back', async () => {
  await using rig = await makeRig({ runs: [{ script: 'exit 1' }] });
  await rig.run();
  const { clock } = rig.host;
  const before = { ...rig.host, clock: { ...clock, now: () => 1000 } };
  expect(wishRetry(before, rig.sweep, { runs: [0], failedOnly: false }).wanted).toEqual([
    { run: 0, attempt: 2 },
  ]);
  expect(rig.status().of(0)).toMatchObject({ state: 'planned', wanted: true });
  await cancelRuns({ ...before, clock: { ...clock, now: () => 500 } }, rig.sweep, [0]);
  expect(rig.status().of(0)).toMatchObject({ state: 'failed' });
});
