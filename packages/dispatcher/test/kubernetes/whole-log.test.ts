import { expect, test } from 'vitest';
import { fetchRuns } from '../../src/backends/fetch-runs.ts';
import { lookRig } from './look-rig.ts';
import { startTestCluster } from './test-cluster.ts';

test.each([
  [{}, 100_000],
  // Of packed runs the last MiB comes home through it.
  [{ pack: 1 }, 3_000_000],
])(
  'a log of which the node kept the end is whole on the volume, and here when it is fetched: %j',
  async (keys, logLimit) => {
    const lines = Array.from({ length: 200_000 }, (_, i) => `${i}\n`).join('');
    await using rig = await lookRig(startTestCluster({ logLimit }), {
      runs: [{ script: 'seq 0 199999' }],
      kubernetes: { pvc: 'logs', default_pvc_size: '1Gi', ...keys },
    });
    await rig.watch();
    const { host, sweep, read } = rig.kube.rig;
    expect(read(0, 'log.1').length).toBeLessThan(lines.length);
    const [recorded] = [...sweep.experiments()];
    if (recorded === undefined) throw new Error('no run');
    const runs = [{ recorded, status: sweep.status().of(0) }];
    expect(await fetchRuns(host, sweep, runs)).toMatchObject({ ok: true });
    expect(read(0, 'log.1') === lines).toBe(true);
  },
);
