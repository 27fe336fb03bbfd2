import { describe, expect, test } from 'vitest';
import { cancelRuns } from '../src/stop/cancel-runs.ts';
import { waitForSweep } from '../src/stop/wait-for-sweep.ts';
import { makeRig, meeting, type Rig, startLauncher } from './rig.ts';

const gated = (path: string, then = 'true'): { script: string } => ({
  script: `echo on >${path}; ${then}; sleep 60`,
});

describe('Ctrl-C', () => {
  test('stops what runs with TERM, starts nothing more, and says where it stopped', async () => {
    const gate = meeting('/tmp', `gate-${process.pid}-a`);
    await using _ = gate;
    await using rig = await makeRig({
      runs: [{ script: 'true' }, gated(gate.path), { script: 'true' }],
      options: { parallel: 1 },
    });
    const launch = await rig.launch();
    await gate.hear();
    launch.stop('term');
    const outcome = await launch.done;
    expect(outcome).toMatchObject({
      why: 'interrupted',
      counts: { succeeded: 1, cancelled: 1, planned: 1 },
    });
    const status = rig.status();
    expect(status.left).toMatchObject({ why: 'interrupted' });
    expect(status.counts).toEqual(outcome.counts);
    expect(status.of(1)).toMatchObject({ state: 'cancelled', reason: { kind: 'interrupted' } });
    // What never started can go on.
    expect((await rig.run()).counts).toMatchObject({ succeeded: 2, cancelled: 1 });
  });

  test('a run that saves and exits 85 was interrupted', async () => {
    const gate = meeting('/tmp', `gate-${process.pid}-b`);
    await using _ = gate;
    const script = `trap 'exit 85' TERM; echo on >${gate.path}; sleep 60 & wait`;
    await using rig = await makeRig({ runs: [{ script }] });
    const launch = await rig.launch();
    await gate.hear();
    launch.stop('term');
    await launch.done;
    expect(rig.status().of(0)).toMatchObject({ exitCode: 85, reason: { kind: 'interrupted' } });
  });

  test('a second one kills what ignores TERM, at once', async () => {
    const gate = meeting('/tmp', `gate-${process.pid}-c`);
    await using _ = gate;
    const script = `trap '' TERM; echo on >${gate.path}; while :; do sleep 1; done`;
    await using rig = await makeRig({ runs: [{ script }], options: { grace: 1000 } });
    const launch = await rig.launch();
    await gate.hear();
    launch.stop('term');
    launch.stop('kill');
    await launch.done;
    expect(rig.status().of(0)).toMatchObject({ state: 'cancelled', exitCode: 137 });
  });

  test('directly after the start stops a run that has hardly begun', async () => {
    const runs = Array.from({ length: 4 }, () => ({ script: 'sleep 60' }));
    await using rig = await makeRig({ runs });
    const launch = await rig.launch();
    launch.stop('term');
    const { counts } = await launch.done;
    expect(counts).toMatchObject({ cancelled: 2, planned: 2 });
    expect(rig.status().counts).toEqual(counts);
  });
});

describe('cancel', () => {
  test('from elsewhere: the launcher stops them, and does not start the others', async () => {
    const gate = meeting('/tmp', `gate-${process.pid}-d`);
    await using _ = gate;
    await using rig = await makeRig({
      runs: [gated(gate.path), { script: 'true' }, { script: 'true' }],
      options: { parallel: 1 },
    });
    const launch = await rig.launch();
    await gate.hear();
    expect(await cancelRuns(rig.host, rig.sweep, [0, 1])).toEqual({ by: 'launcher' });
    const outcome = await launch.done;
    expect(outcome).toMatchObject({ why: 'finished', counts: { cancelled: 2, succeeded: 1 } });
    const status = rig.status();
    expect(status.counts).toEqual(outcome.counts);
    expect(status.of(0)).toMatchObject({ state: 'cancelled', reason: { kind: 'cancelled' } });
    expect(status.of(1)).toMatchObject({ state: 'cancelled', attempt: 0, exitCode: null });
  });

  test('of all ends the sweep', async () => {
    const gate = meeting('/tmp', `gate-${process.pid}-e`);
    await using _ = gate;
    await using rig = await makeRig({
      runs: [gated(gate.path), { script: 'true' }, { script: 'true' }],
      options: { parallel: 1 },
    });
    const launch = await rig.launch();
    await gate.hear();
    await cancelRuns(rig.host, rig.sweep, 'all');
    const { counts } = await launch.done;
    expect(counts).toMatchObject({ cancelled: 3, planned: 0 });
    expect(rig.status().counts).toEqual(counts);
  });
});

describe('a launcher that is killed', () => {
  const killed = async (rig: Rig, hear: () => Promise<string>): Promise<void> => {
    const launcher = startLauncher(rig);
    await hear();
    launcher.kill('SIGKILL');
    await launcher.ended;
  };

  test('leaves its worker, which records how the run ends', async () => {
    const gate = meeting('/tmp', `gate-${process.pid}-f`);
    await using _ = gate;
    await using rig = await makeRig({
      runs: [{ script: `echo on >${gate.path}; read x <${gate.path}; exit 7` }, { script: 'true' }],
      options: { parallel: 1 },
    });
    await killed(rig, gate.hear);
    expect(rig.status()).toMatchObject({
      launcher: 'gone',
      counts: { running: 1, planned: 1 },
    });
    await gate.tell();
    await rig.until(() => rig.status().of(0).state !== 'running');
    expect(rig.status().of(0)).toMatchObject({ state: 'failed', exitCode: 7 });
    // Its lock is replaced, and the rest can be started.
    expect((await rig.run()).counts).toMatchObject({ failed: 1, succeeded: 1 });
  });

  test('a run that lives on is waited for, and not started again', async () => {
    const gate = meeting('/tmp', `gate-${process.pid}-g`);
    await using _ = gate;
    await using rig = await makeRig({
      runs: [{ script: `echo on >${gate.path}; read x <${gate.path}` }],
      options: { parallel: 1 },
    });
    await killed(rig, gate.hear);
    const launch = await rig.launch({ takes: 'resume' });
    expect([...launch.running.keys()]).toEqual([0]);
    await gate.tell();
    expect((await launch.done).counts).toMatchObject({ succeeded: 1 });
    expect(rig.status().of(0).attempts.length).toBe(1);
  });

  test('cancel ends what it left', async () => {
    const gate = meeting('/tmp', `gate-${process.pid}-h`);
    await using _ = gate;
    await using rig = await makeRig({ runs: [gated(gate.path)] });
    await killed(rig, gate.hear);
    expect(await cancelRuns(rig.host, rig.sweep, 'all')).toEqual({ by: 'here' });
    await rig.until(() => rig.status().of(0).state !== 'running');
    expect(rig.status().of(0)).toMatchObject({ state: 'cancelled', exitCode: 143 });
  });

  test('together with its worker and the run: unknown, no exit record', async () => {
    const gate = meeting('/tmp', `gate-${process.pid}-i`);
    await using _ = gate;
    await using rig = await makeRig({ runs: [gated(gate.path, 'kill -s KILL $PPID $PPID')] });
    const launcher = startLauncher(rig);
    await gate.hear();
    launcher.kill('SIGKILL');
    await launcher.ended;
    await cancelRuns(rig.host, rig.sweep, 'all');
    await rig.until(() => rig.status().of(0).state === 'unknown');
    expect(rig.status().of(0)).toMatchObject({ reason: { kind: 'lost', text: /no exit record/ } });
  });
});

test('wait ends when the sweep has ended, and says how it did', async () => {
  const gate = meeting('/tmp', `gate-${process.pid}-j`);
  await using _ = gate;
  await using rig = await makeRig({
    runs: [{ script: `echo on >${gate.path}; read x <${gate.path}; exit 1` }],
  });
  const launch = await rig.launch();
  await gate.hear();
  const seen: number[] = [];
  const waited = waitForSweep(rig.host, rig.sweep, {
    observe: ({ counts }) => seen.push(counts.running),
  });
  await gate.tell();
  await launch.done;
  expect(await waited).toMatchObject({
    launcher: 'none',
    left: { why: 'finished' },
    counts: { failed: 1 },
  });
  expect(seen).toEqual([1]);
});
