import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createSweep } from '../src/sweep-home/create-sweep.ts';
import { makeRig } from './rig.ts';
import { createSmallDisk } from './small-disk.ts';

const probe = createSmallDisk('64k');
await probe?.[Symbol.asyncDispose]();

describe.skipIf(probe === undefined)(
  'a disk that is full (needs root to mount a small one)',
  () => {
    test.each([
      ['before a run starts', 'cat /dev/zero >$DISK/fill 2>/dev/null; true'],
      ['while it ends', 'cat /dev/zero >$DISK/fill 2>/dev/null; exit 3'],
    ])(
      '%s: finished runs stay finished, the rest stays planned, the disk is named',
      async (_, fill) => {
        await using disk = createSmallDisk('512k');
        if (disk === undefined) return;
        await using rig = await makeRig({
          runs: [
            { script: 'echo fine' },
            { script: fill, env: { DISK: disk.path } },
            ...Array.from({ length: 8 }, () => ({ script: 'echo late' })),
          ],
          options: { parallel: 1 },
          below: disk.path,
        });
        const outcome = await rig.run();
        expect(outcome.why).toBe('error');
        expect(outcome.text).toContain(`the disk at ${disk.path} is full (0 bytes free)`);
        rmSync(join(disk.path, 'fill'));
        const status = rig.status();
        expect(status.of(0).state).toBe('succeeded');
        expect(status.counts.planned).toBeGreaterThanOrEqual(7);
        // Its end is known, or said to be unknown; never made up.
        const second = status.of(1);
        if (second.state !== 'unknown') expect(second.exitCode).toBe(fill.endsWith('3') ? 3 : 0);
        // With room again, it goes on.
        expect((await rig.run()).counts.planned).toBe(0);
      },
    );

    test('a sweep that does not fit is a problem, and nothing of it is left', async () => {
      await using disk = createSmallDisk('128k');
      if (disk === undefined) return;
      await using rig = await makeRig({ runs: [{ script: 'true' }] });
      const large = function* () {
        for (let i = 0; i < 5000; i++) {
          const recorded = rig.sweep.experiment(0);
          if (recorded !== undefined) yield { ok: true as const, value: { ...recorded, index: i } };
        }
      };
      const storageDir = `${disk.path}/mruns`;
      const home = `${storageDir}/p/${rig.sweep.record.id}`;
      const record = () => rig.sweep.record;
      const created = await createSweep(rig.host, {
        home,
        storageDir,
        experiments: large(),
        record,
      });
      expect(created).toMatchObject({
        ok: false,
        problems: [{ kind: 'file', path: 'storage_dir' }],
      });
      expect(rig.host.files.list(disk.path)).toEqual([]);
      writeFileSync(join(disk.path, 'room'), 'x'.repeat(60_000));
    });
  },
);
