import { expect, test } from 'vitest';
import { hasContainers } from './has-containers.ts';
import { lookRig } from './look-rig.ts';
import { startTestCluster } from './test-cluster.ts';

test.runIf(hasContainers).each([0, 1])(
  'a run whose image can not be pulled ends when it is cancelled, and its siblings wait on (retries: %i)',
  async (retries) => {
    let isThere = false;
    await using rig = await lookRig(
      startTestCluster({ imagePull: () => (isThere ? 'ok' : 'fails') }),
      { runs: [{ script: ':' }, { script: ':' }], options: { retries, retryOn: ['exit'] } },
    );
    const { kube, states } = rig;
    await rig.lookUntil(() =>
      rig.cluster.pods().every(({ status }) => status?.containerStatuses?.[0]?.state?.waiting),
    );
    await rig.cancel([0]);
    await rig.lookUntil(() => states()[0] === 'cancelled 0: cancelled');
    expect(states()[1]).toBe('pending 1');
    isThere = true;
    await rig.lookUntil(() => states()[1] === 'succeeded 1');
    await kube.ended();
    await rig.look();
    expect(states()).toEqual(['cancelled 0: cancelled', 'succeeded 1']);
    expect(kube.ledger()).toEqual(['1 1']);
  },
);

test.runIf(hasContainers)(
  'a Job of which all has ended but what was cancelled and can not begin does not wait for that',
  async () => {
    let isThere = true;
    const cluster = startTestCluster({ imagePull: () => (isThere ? 'ok' : 'fails') });
    const hold = 'while [ ! -e /ledger/go ]; do sleep 0.05; done';
    await using rig = await lookRig(cluster, {
      runs: [
        { script: `${hold}; exit 3` },
        { script: 'while [ ! -e /ledger/end ]; do sleep 0.05; done' },
      ],
      options: { retries: 5, retryOn: ['exit'] },
    });
    const { kube, states } = rig;
    await rig.lookUntil(() => kube.ledger().length === 2);
    isThere = false;
    kube.go();
    await rig.lookUntil(() => states()[0] === 'pending 2');
    await rig.until(() =>
      rig.cluster.pods().some(({ status }) => status?.containerStatuses?.[0]?.state?.waiting),
    );
    await rig.cancel([0]);
    // What it was cancelled after counts.
    await rig.lookUntil(() => states()[0] === 'failed 1: exit');
    kube.go('end');
    await rig.lookUntil(() => states()[1] === 'succeeded 1');
    await kube.ended();
    expect(rig.cluster.pods().filter(({ status }) => status.phase === 'Pending')).toEqual([]);
    expect(kube.ledger().toSorted()).toEqual(['0 1', '1 1']);
  },
);

test.runIf(hasContainers)(
  'a run that is cancelled while it waits to be tried again is not started again',
  async () => {
    await using rig = await lookRig(startTestCluster({ podBackoff: 2000 }), {
      runs: [{ script: 'exit 3' }],
      options: { retries: 5, retryOn: ['exit'] },
    });
    const { kube, states } = rig;
    await rig.lookUntil(() => states()[0] === 'pending 2');
    await rig.cancel([0]);
    expect(states()).toEqual(['failed 1: exit']);
    await rig.watch();
    await kube.ended();
    expect(kube.ledger()).toEqual(['0 1']);
  },
);
