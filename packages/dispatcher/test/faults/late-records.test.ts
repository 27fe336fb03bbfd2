import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Host } from '../../src/host/host.ts';
import { launchSweep } from '../../src/launch/launch-sweep.ts';
import { openSweep } from '../../src/sweep-home/open-sweep.ts';
import { readEvents } from '../../src/sweep-home/read-facts.ts';
import { makeRig, type Rig } from '../rig.ts';
import { violations } from './invariants.ts';
import { makeLedger } from './ledger.ts';

/**
 * Takes the last records out of the file of the only worker, and gives a host on which that worker writes them and ends at
 * the moment in which somebody asks whether it lives.
 */
function endingWhenAsked({ host, sweep }: Rig, records: number): Host {
  const directory = join(sweep.home, 'events');
  const name = readdirSync(directory).find((it) => it.startsWith('worker-'));
  const worker = readEvents(host, sweep.home).find((event) => event.event === 'worker');
  if (name === undefined || worker === undefined) throw new Error('no worker');
  const path = join(directory, name);
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  writeFileSync(path, `${lines.slice(0, -records).join('\n')}\n`);
  let late = `${lines.slice(-records).join('\n')}\n`;
  const read: Host['files']['read'] = (asked) => {
    if (asked === `/proc/${worker.pid}/stat`) {
      appendFileSync(path, late);
      late = '';
      return undefined;
    }
    return host.files.read(asked);
  };
  return { ...host, files: { ...host.files, read } };
}

test.each([
  ['its end', 1],
  ['its start and its end', 2],
])(
  'a worker that records %s while its events are read, and is gone when it is asked for: nothing is missed',
  async (_, records) => {
    using ledger = makeLedger();
    await using rig = await makeRig({ runs: [{ script: ledger.run(0, 0) }] });
    await rig.run();
    const host = endingWhenAsked(rig, records);
    const sweep = openSweep(host, rig.sweep.home);
    if (!sweep.ok) throw new Error('no sweep');
    const launched = await launchSweep(host, sweep.value, { takes: 'resume' });
    if (!launched.ok) throw new Error('not launched');
    expect((await launched.value.done).counts).toMatchObject({ succeeded: 1 });
    expect(ledger.lines().filter((line) => line.what === 'start')).toHaveLength(1);
    expect(violations(ledger.lines(), rig.status(), 1)).toEqual([]);
  },
);
