import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { wishUpdate } from '../src/wishes/wish-pace.ts';
import { makeRig, meeting } from './rig.ts';

describe('runs of a sweep', () => {
  test('60 of them, 4 at a time, all succeed, each with its log and its record', async () => {
    const runs = Array.from({ length: 60 }, (_, i) => ({ script: `echo run ${i}; echo oops >&2` }));
    await using rig = await makeRig({ runs, options: { parallel: 4 } });
    const outcome = await rig.run();
    expect(outcome).toMatchObject({ why: 'finished', counts: { succeeded: 60, planned: 0 } });
    const status = rig.status();
    expect(status).toMatchObject({ launcher: 'none', left: { why: 'finished' } });
    expect(status.counts).toEqual(outcome.counts);
    for (const i of runs.keys()) {
      expect(status.of(i)).toMatchObject({ state: 'succeeded', reason: null, exitCode: 0 });
      expect(rig.read(i, 'log.1')).toBe(`run ${i}\noops\n`);
      expect(readdirSync(rig.path(i, '.')).sort()).toEqual(['log.1', 'neptune.yaml']);
    }
    const workers = readdirSync(`${rig.sweep.home}/events`).filter((it) => it.startsWith('worker'));
    expect(workers.length).toBe(4);
    expect(existsSync(`${rig.sweep.home}/lock`)).toBe(false);
  });

  test('start in the order of experiments.jsonl, as many at a time as there are slots', async () => {
    const runs = Array.from({ length: 20 }, () => ({ script: 'true' }));
    await using rig = await makeRig({ runs, options: { parallel: 3 } });
    let [living, most] = [0, 0];
    await rig.run({
      observe: ({ type }) => {
        if (type === 'started') living++;
        if (type === 'ended') living--;
        most = Math.max(most, living);
      },
    });
    const started = rig.events.flatMap((event) =>
      event.type === 'started' ? [event.run.index] : [],
    );
    expect(started).toEqual([...runs.keys()]);
    expect(most).toBe(3);
  });

  test('are over when their launcher left: what is wished for later does not make them take longer', async () => {
    await using rig = await makeRig({ runs: [{ script: 'true' }] });
    await rig.run();
    const { endedAt, lastTime } = rig.status();
    wishUpdate(rig.host, rig.sweep, { parallel: 2 });
    expect(rig.status().lastTime).toBeGreaterThan(lastTime);
    expect(rig.status().endedAt).toBe(endedAt);
  });

  test('wait in vain for nobody: status from elsewhere shows who runs', async () => {
    await using rig = await makeRig({ runs: [], options: { parallel: 1 } });
    expect(await rig.run()).toMatchObject({ why: 'finished' });
    const gate = meeting(rig.dir, 'gate');
    await using other = await makeRig({
      runs: [{ script: `echo on >${gate.path}; read x <${gate.path}` }, { script: 'true' }],
      options: { parallel: 1 },
    });
    const launch = await other.launch();
    await gate.hear();
    const { counts, launcher } = other.status();
    expect({ counts, launcher }).toMatchObject({
      counts: { running: 1, planned: 1 },
      launcher: 'alive',
    });
    expect([...launch.running.keys()]).toEqual([0]);
    await gate.tell();
    await launch.done;
  });
});

describe('claims', () => {
  test('an existing log.1 prevents the start, and the run is not called failed', async () => {
    await using rig = await makeRig({ runs: [{ script: 'echo second' }, { script: 'echo ok' }] });
    rig.host.files.makeDirectories(rig.path(0, '.'));
    writeFileSync(rig.path(0, 'log.1'), 'first\n');
    const outcome = await rig.run();
    expect(outcome.counts).toMatchObject({ unknown: 1, succeeded: 1 });
    expect(rig.read(0, 'log.1')).toBe('first\n');
    expect(rig.status().of(0)).toMatchObject({ state: 'unknown', reason: { kind: 'lost' } });
    expect(rig.events.map((event) => event.type)).toContain('refused');
  });

  test('a second launcher is refused while the first one lives', async () => {
    await using rig = await makeRig({ runs: [{ script: 'echo 1' }] });
    const gate = meeting(rig.dir, 'gate');
    await using long = await makeRig({
      runs: [{ script: `echo on >${gate.path}; read x <${gate.path}` }],
    });
    const launch = await long.launch();
    await gate.hear();
    await expect(long.launch()).rejects.toThrow(`process ${process.pid} on`);
    await gate.tell();
    await launch.done;
  });

  test('a second launch starts only what never started', async () => {
    await using rig = await makeRig({
      runs: [{ script: 'exit 1' }, { script: 'true' }],
      options: { parallel: 1 },
    });
    await rig.run({ options: { maxFailures: 1 } });
    expect(rig.status().counts).toMatchObject({ failed: 1, planned: 1 });
    const { counts } = await rig.run();
    expect(counts).toMatchObject({ failed: 1, succeeded: 1 });
    expect(readFileSync(rig.path(1, 'log.1'), 'utf8')).toBe('');
  });
});
