import { appendFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sweepFileNames } from '@mrunner/core';
import { describe, expect, test, vi } from 'vitest';
import { listSweeps, registryDirectory } from '../../src/registry/registry.ts';
import { readRemarks } from '../../src/remarks/read-remarks.ts';
import { writeRemark } from '../../src/remarks/write-remark.ts';
import { readMetrics } from '../../src/results/metrics.ts';
import { outputTroubles, readResult } from '../../src/results/result.ts';
import { cancelRuns } from '../../src/stop/cancel-runs.ts';
import { takeLock } from '../../src/sweep-home/lock.ts';
import { openSweep } from '../../src/sweep-home/open-sweep.ts';
import { readFacts } from '../../src/sweep-home/read-facts.ts';
import { wishGoOn, wishPause, wishUpdate } from '../../src/wishes/wish-pace.ts';
import { wishRetry } from '../../src/wishes/wish-retry.ts';
import { makeRig, type Rig } from '../rig.ts';

// Many sweeps in one test, on a machine that may have other things to do.
vi.setConfig({ testTimeout: 300_000 });

/** A sweep whose events are of all kinds, all of whose processes have ended. */
async function eventfulSweep(): Promise<Rig> {
  const rig = await makeRig({
    runs: [
      { script: 'true' },
      { script: '[ "$MRUNNER_ATTEMPT" = 2 ] || { echo Error: bad; exit 4; }' },
      { script: ['no-such-program'] },
      { script: 'exec sleep 60' },
      { script: 'true' },
    ],
    options: { retries: 1, parallel: 2, retryOn: ['exit'] },
  });
  await cancelRuns(rig.host, rig.sweep, [4]);
  const launch = await rig.launch();
  await rig.until(() => rig.status().of(3).state === 'running');
  await cancelRuns(rig.host, rig.sweep, [3]);
  await launch.done;
  wishPause(rig.host, rig.sweep);
  wishGoOn(rig.host, rig.sweep);
  wishUpdate(rig.host, rig.sweep, { parallel: 3 });
  wishRetry(rig.host, rig.sweep, { runs: [2], failedOnly: true });
  return rig;
}

const fingerprint = (rig: Rig): string => {
  const { counts, of, parallel } = rig.sweep.status();
  return JSON.stringify([counts, parallel, [0, 1, 2, 3, 4].map(of)], inOrder);
};

/** Keys in one order, whatever way an object was made. */
const inOrder = (_: string, value: unknown): unknown =>
  typeof value !== 'object' || value === null || Array.isArray(value)
    ? value
    : Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));

describe('a file that is cut off anywhere', () => {
  test('of events: it tells what its whole lines tell, and no run is called a success that was none', async () => {
    await using rig = await eventfulSweep();
    const directory = join(rig.sweep.home, 'events');
    const kinds = new Set<string>();
    for (const name of readdirSync(directory)) {
      const path = join(directory, name);
      const whole = readFileSync(path);
      const lastLine = whole.lastIndexOf(0x0a, whole.length - 2);
      let told = '';
      for (let length = 0; length <= whole.length; length++) {
        const isEdge = length === 0 || whole[length - 1] === 0x0a || whole[length] === 0x0a;
        if (length < lastLine && !isEdge && length % 8 !== 0) continue;
        writeFileSync(path, whole.subarray(0, length));
        const now = fingerprint(rig);
        if (length === 0 || whole[length - 1] === 0x0a) told = now;
        if (now !== told) throw new Error(`${name} cut at ${length}:\n${now}\ninstead of\n${told}`);
      }
      for (const line of whole.toString().trimEnd().split('\n')) kinds.add(JSON.parse(line).event);
    }
    expect([...kinds].sort()).toEqual(
      ['again', 'cancel', 'ended', 'exit', 'handed', 'launch-failed', 'launcher', 'left', 'start']
        .concat('stop', 'worker', 'pause', 'go-on', 'update', 'retry')
        .sort(),
    );
  });

  test('of a checkpoint: the events themselves are read', async () => {
    await using rig = await eventfulSweep();
    const told = fingerprint(rig);
    readFacts(rig.host, rig.sweep.home, 0);
    expect(fingerprint(rig)).toBe(told);
    const path = join(rig.sweep.home, sweepFileNames.checkpoint);
    const whole = readFileSync(path);
    for (let length = 0; length <= whole.length; length++) {
      if (length % 8 !== 0 && length < whole.length - 32) continue;
      writeFileSync(path, whole.subarray(0, length));
      if (fingerprint(rig) !== told) throw new Error(`wrong when cut at ${length}`);
    }
    // One that is of longer files than there are tells nothing.
    const worker = readdirSync(join(rig.sweep.home, 'events')).find((it) => it.startsWith('w'));
    writeFileSync(join(rig.sweep.home, 'events', worker ?? ''), '');
    const without = fingerprint(rig);
    rmSync(path);
    expect(without).toBe(fingerprint(rig));
  });

  test('of metrics: the whole lines are read, and the torn one is no trouble', async () => {
    await using rig = await makeRig({ runs: [{ script: 'true' }] });
    await rig.run();
    const directory = rig.path(0, '.');
    const whole = Buffer.from(
      '{"step":1,"time":1,"attempt":1,"values":{"loss":0.5}}\n{"step":2,"time":2,"attempt":1,"values":{"loss":0.25,"größe":"NaN"}}\n',
    );
    const first = whole.indexOf(0x0a) + 1;
    // Its last line is whole without its newline, too.
    for (let length = first; length < whole.length - 1; length++) {
      writeFileSync(rig.path(0, 'metrics.jsonl'), whole.subarray(0, length));
      const { latest, strange } = readMetrics(rig.host, directory);
      expect({ latest, strange }).toEqual({ latest: { loss: 0.5 }, strange: 0 });
      // A further attempt writes on behind it, and loses nothing but the torn line.
      appendFileSync(rig.path(0, 'metrics.jsonl'), '\n{"step":3,"values":{"loss":0.125}}\n');
      expect(readMetrics(rig.host, directory).latest).toEqual({ loss: 0.125 });
    }
  });

  test('of a result: it is no result, and said to be none', async () => {
    await using rig = await makeRig({ runs: [{ script: 'true' }] });
    await rig.run();
    const whole = '{"accuracy":0.95}';
    for (let length = 0; length < whole.length; length++) {
      writeFileSync(rig.path(0, 'result.json'), whole.slice(0, length));
      expect(readResult(rig.host, rig.path(0, '.'))).toBe(undefined);
      expect(outputTroubles(rig.host, rig.path(0, '.'))).toHaveLength(1);
    }
  });

  test('of the registry: the other sweeps are listed', async () => {
    await using rig = await makeRig({ runs: [] });
    const directory = registryDirectory(rig.host);
    const path = join(directory, `${rig.sweep.record.id}.json`);
    const whole = readFileSync(path);
    writeFileSync(join(directory, '20261122-1608-other-sweep.json'), whole);
    for (let length = 0; length < whole.length - 1; length++) {
      writeFileSync(path, whole.subarray(0, length));
      expect([...listSweeps(rig.host)]).toHaveLength(1);
    }
  });

  test('of a remark: it says all that it said, or nothing', async () => {
    await using rig = await makeRig({ runs: [{ script: 'true' }] });
    const said = writeRemark(rig.host, rig.sweep, { note: 'the one in the paper' });
    if (!said.ok) throw new Error(JSON.stringify(said.problems));
    const path = join(rig.sweep.home, sweepFileNames.remark(said.value.id));
    const text = readFileSync(path, 'utf8');
    const notes = () => readRemarks(rig.host, rig.sweep.home).notes;
    const whole = notes();
    expect(whole).toHaveLength(1);
    for (let length = 0; length <= text.length; length++) {
      writeFileSync(path, text.slice(0, length));
      // Without the end of its line nothing is missing.
      expect(notes()).toEqual(length >= text.length - 1 ? whole : []);
    }
  });

  test('of a lock: it is held until a person says that its holder is dead', async () => {
    await using rig = await makeRig({ runs: [{ script: 'true' }] });
    const path = join(rig.sweep.home, sweepFileNames.lock);
    const text = JSON.stringify({
      host: rig.host.machine.host,
      boot: 'an earlier one',
      pid: 1,
      started: '1',
    });
    for (let length = 0; length < text.length; length++) {
      writeFileSync(path, text.slice(0, length));
      expect(takeLock(rig.host, rig.sweep.home).ok).toBe(false);
      expect(readFileSync(path, 'utf8')).toBe(text.slice(0, length));
    }
    const taken = takeLock(rig.host, rig.sweep.home, { takeOver: true });
    if (!taken.ok) throw new Error(JSON.stringify(taken.problems));
    taken.value.release();
    writeFileSync(path, text);
    expect(takeLock(rig.host, rig.sweep.home).ok).toBe(true);
  });

  test('of the record of a sweep: it is a problem that names the file', async () => {
    await using rig = await makeRig({ runs: [] });
    const path = join(rig.sweep.home, 'sweep.json');
    const whole = readFileSync(path);
    for (let length = 0; length < whole.length - 1; length += 7) {
      writeFileSync(path, whole.subarray(0, length));
      const opened = openSweep(rig.host, rig.sweep.home);
      expect(opened.ok).toBe(false);
      expect(JSON.stringify(opened)).toContain('sweep.json');
    }
  });
});
