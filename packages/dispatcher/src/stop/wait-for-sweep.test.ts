import { expect, test } from 'vitest';
import { makeRig, meeting, startLauncher } from '../../test/rig.ts';
import { waitForSweep } from './wait-for-sweep.ts';

test('wait goes on while a run lives whose launcher was killed', async () => {
  const gate = meeting('/tmp', `gate-${process.pid}-orphan`);
  await using _ = gate;
  await using rig = await makeRig({
    runs: [{ script: `echo on >${gate.path}; read x <${gate.path}; exit 7` }],
  });
  const launcher = startLauncher(rig);
  await gate.hear();
  launcher.kill('SIGKILL');
  await launcher.ended;
  const seen: number[] = [];
  const waited = waitForSweep(rig.host, rig.sweep, {
    observe: ({ counts }) => seen.push(counts.running),
  });
  await rig.until(() => seen.length > 0);
  await gate.tell();
  expect(await waited).toMatchObject({ launcher: 'gone', counts: { running: 0, failed: 1 } });
  expect(seen[0]).toBe(1);
});
