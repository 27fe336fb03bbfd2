import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Host } from '../src/host/host.ts';
import { makeRig, meeting } from './rig.ts';

/** A host that notes how much of a file was there when it was made to survive a power cut. */
function notingSyncs(host: Host): { host: Host; safe: Map<string, number> } {
  const safe = new Map<string, number>();
  const syncSoon: Host['files']['syncSoon'] = (path, over) => {
    const { size } = statSync(path);
    host.files.syncSoon(path, () => {
      safe.set(path, size);
      over();
    });
  };
  return { host: { ...host, files: { ...host.files, syncSoon } }, safe };
}

test('records survive a power cut soon after they were made, and all of them when a launch has ended', async () => {
  const gate = meeting('/tmp', `durable-${process.pid}`);
  await using _ = gate;
  await using rig = await makeRig({
    runs: [{ script: 'exit 3' }, { script: `echo on >${gate.path}; read x <${gate.path}` }],
    options: { parallel: 2 },
  });
  const { host, safe } = notingSyncs(rig.host);
  const events = join(rig.sweep.home, 'events');
  const unsafe = (): string[] =>
    readdirSync(events).filter((name) => {
      const path = join(events, name);
      return (safe.get(path) ?? 0) < statSync(path).size;
    });
  const launch = await rig.launch({}, host);
  await gate.hear();
  // Nothing more happens: what was recorded so far becomes safe while the launch goes on.
  await rig.until(() => launch.counts.failed === 1 && unsafe().length === 0);
  expect(safe.size).toBe(3);
  await gate.tell();
  await launch.done;
  // The launcher's own file is synced as its last act.
  expect(unsafe().filter((name) => !name.startsWith('launcher-'))).toEqual([]);
});
