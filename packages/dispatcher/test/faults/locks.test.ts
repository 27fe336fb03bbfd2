import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { identityOf, livenessOf } from '../../src/processes/liveness.ts';
import { lockHolder } from '../../src/sweep-home/lock.ts';
import { readEvents } from '../../src/sweep-home/read-facts.ts';
import { makeRig, type Rig } from '../rig.ts';
import { endProcesses } from './end-processes.ts';
import { launchWithFault } from './faulted-launch.ts';
import { violations } from './invariants.ts';
import { type Ledger, makeLedger } from './ledger.ts';

/** Runs that go on until a file is written, so that whoever launches them does so until then. */
const makeSweep = (ledger: Ledger): Promise<Rig> =>
  makeRig({ runs: [{ script: ledger.run('go', 0) }, { script: ledger.run('go', 3) }] });

/** A lock of this process, as far as its pid goes; the process that wrote it started at another time. */
const lockOfReusedPid = ({ host, sweep }: Rig): void => {
  const me = identityOf(host, process.pid);
  writeFileSync(join(sweep.home, 'lock'), JSON.stringify({ ...me, started: '1' }));
};

describe('twenty launchers at once', () => {
  test.each([
    ['without a lock', () => {}],
    ['with the lock of a process whose pid another one has', lockOfReusedPid],
  ])('%s: one of them launches, the others say who', { timeout: 300_000 }, async (_, prepare) => {
    using ledger = makeLedger();
    await using rig = await makeSweep(ledger);
    prepare(rig);
    const launches = Array.from({ length: 20 }, () => launchWithFault(rig, { kind: 'none' }));
    let ended = 0;
    for (const { ended: end } of launches) void end.then(() => ended++);
    await rig.until(() => ended === 19);
    ledger.release('go');
    const ends = await Promise.all(launches.map((launch) => launch.ended));
    const outcomes = ends.map(({ outcome }) => outcome);
    expect(outcomes).toContainEqual(expect.objectContaining({ why: 'finished' }));
    const refused = outcomes.filter((it) => JSON.stringify(it).includes('"kind":"conflict"'));
    expect(refused).toHaveLength(19);
    expect(ledger.lines().filter((line) => line.what === 'start')).toHaveLength(2);
    expect(violations(ledger.lines(), rig.status(), 2)).toEqual([]);
    expect(existsSync(join(rig.sweep.home, 'lock'))).toBe(false);
  });
});

describe('a pid that another process has', () => {
  test('of a launcher: its lock is a dead one', async () => {
    await using rig = await makeRig({ runs: [{ script: 'true' }] });
    lockOfReusedPid(rig);
    const holder = lockHolder(rig.host, rig.sweep.home);
    expect(holder?.pid).toBe(process.pid);
    expect(holder && livenessOf(rig.host, holder)).toBe('gone');
    expect((await rig.run()).counts.succeeded).toBe(1);
  });

  test('of a worker: its run is lost, and nothing is done to that process', async () => {
    using ledger = makeLedger();
    await using rig = await makeRig({ runs: [{ script: ledger.run('go', 0) }] });
    const launcher = launchWithFault(rig, { kind: 'none' });
    await rig.until(() => ledger.lines().length > 0);
    launcher.kill('SIGKILL');
    await launcher.ended;
    await endProcesses(rig);
    const worker = readEvents(rig.host, rig.sweep.home).find((it) => it.event === 'worker');
    if (worker === undefined) throw new Error('no worker');
    for (const name of readdirSync(join(rig.sweep.home, 'events'))) {
      const path = join(rig.sweep.home, 'events', name);
      const text = readFileSync(path, 'utf8');
      writeFileSync(path, text.replaceAll(`"pid":${worker.pid}`, `"pid":${process.pid}`));
    }
    expect(rig.status().of(0)).toMatchObject({ state: 'unknown', reason: { kind: 'lost' } });
    ledger.release('go');
    expect((await rig.run({ takes: 'resume' })).counts.succeeded).toBe(1);
    expect(rig.status().of(0).attempt).toBe(2);
  });
});
