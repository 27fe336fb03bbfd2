import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { realPlane } from '../any-cluster.ts';
import { lookOn } from '../look-rig.ts';
import { type RealCluster, startRealCluster } from '../real-cluster.ts';

const twice = '[ $MRUNNER_ATTEMPT = 2 ] || exit 85';
const begun = (count: number, attempt: number) =>
  Array.from({ length: count }, (_, index) => `${index} ${attempt}`);

describe.runIf(realPlane)('the programs of the real control plane', () => {
  let cluster: RealCluster;
  beforeAll(async () => {
    cluster = await startRealCluster();
  });
  afterAll(() => cluster[Symbol.asyncDispose]());

  test('can be killed and start again in the middle of everything: each attempt starts once, and all is known', async () => {
    await using rig = await lookOn(cluster, {
      runs: Array.from({ length: 4 }, () => ({
        script: `echo try $MRUNNER_ATTEMPT; while [ ! -e /ledger/go ]; do sleep 0.05; done; ${twice}`,
      })),
      options: { retries: 1, retryOn: ['interrupted'] },
    });
    const { kube, states } = rig;
    const watched = rig.watch();
    await rig.until(() => kube.ledger().length === 4);
    // The first attempts end while nobody is there to make the second ones.
    await cluster.controllers.kill();
    kube.go();
    await rig.until(() =>
      states().every(
        (state) => state.startsWith('failed 1: interrupted') || state.startsWith('pending 2'),
      ),
    );
    await cluster.apiServer.kill();
    await cluster.scheduler.kill();
    expect((await rig.look()).trouble).toContain('ECONNREFUSED');
    await cluster.apiServer.start();
    await cluster.controllers.start();
    await cluster.scheduler.start();
    await watched;
    expect(states()).toEqual(Array.from({ length: 4 }, () => 'succeeded 2'));
    expect(kube.ledger().toSorted()).toEqual([...begun(4, 1), ...begun(4, 2)].toSorted());
    for (const index of [0, 3]) {
      expect(kube.rig.read(index, 'log.1')).toBe('try 1\n');
      expect(kube.rig.read(index, 'log.2')).toBe('try 2\n');
    }
  });
});
