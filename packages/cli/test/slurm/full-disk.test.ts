import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hasSlurm, startCluster } from '../../../dispatcher/test/slurm/cluster.ts';
import { createSmallDisk } from '../../../dispatcher/test/small-disk.ts';
import { faultsRig } from './faults-rig.ts';

const probe = createSmallDisk('64k');
await probe?.[Symbol.asyncDispose]();

/** Writes until nothing fits any more. */
const fill = (path: string): void => {
  for (const size of [65_536, 4096, 1]) {
    try {
      for (;;) appendFileSync(path, Buffer.alloc(size));
    } catch (error) {
      if (!String(error).includes('ENOSPC')) throw error;
    }
  }
};

test.skipIf(!hasSlurm || probe === undefined)(
  'a disk of the cluster that gets full loses no run: states stay true, and mrun does the rest when there is room (needs root to mount one)',
  async () => {
    await using disk = createSmallDisk('2m');
    if (disk === undefined) throw new Error('Internal error: it could be mounted a moment ago');
    // Nodes see what was mounted before they start.
    await using cluster = await startCluster({ nodes: 1 });
    await using it = await faultsRig(cluster, {
      runs: [
        [0, 0],
        ['full', 0],
        ['full', 3],
        [0, 0],
        [0, 0],
      ],
      context: { storage_dir: join(disk.path, 'runs'), parallel: 3, on_lost: 'rerun' },
    });
    await it.until(({ of }) => of(0).state === 'succeeded', 'the first run to succeed');
    await it.begun(3);
    const filler = join(disk.path, 'filler');
    fill(filler);
    it.ledger.release('full');
    await cluster.until(
      async () =>
        (await cluster.jobs()).every(({ state }) => !/RUNNING|PENDING|COMPLETING/.test(state)),
      'all jobs to end',
    );
    expect(it.violations()).toEqual([]);
    rmSync(filler);
    const { of } = await it.over();
    expect(of(0).state).toBe('succeeded');
    expect(it.violations()).toEqual([]);
    const why = (await it.mrun('why')).stdout.replaceAll(/#\S+/g, '').replaceAll(/\s+/g, ' ');
    expect(why).toContain('is the disk there full?');
    // Nothing is started that an administrator has to mend first: that is for a person to say.
    expect(await it.mrun('resume', '-y')).toMatchObject({ stderr: '' });
    await it.over();
    expect(await it.mrun('retry', '--where', 'reason=launch', '-y')).toMatchObject({ code: 0 });
    const { counts } = await it.over();
    expect(counts).toMatchObject({ succeeded: 4, failed: 1 });
    expect(it.violations()).toEqual([]);
  },
);
