import { mainContext } from '@mrunner/core';
import { type Pod, podView, sweepSelector } from '@mrunner/core/kubernetes';
import { expect, test } from 'vitest';
import { kubeApi } from '../../src/kubernetes/api/open-api.ts';
import { keepSoFar } from '../../src/kubernetes/steer/await-ends.ts';
import { writeWish } from '../../src/wishes/write-wish.ts';
import { hasContainers } from './has-containers.ts';
import { lookRig } from './look-rig.ts';
import { startTestCluster } from './test-cluster.ts';

const hold = 'while [ ! -e /ledger/go ]; do sleep 0.05; done';

test.runIf(hasContainers)(
  'fewer at a time than a Job has that changed meanwhile are left to the next look',
  async () => {
    await using rig = await lookRig(startTestCluster(), {
      runs: [{ script: hold }, { script: ':' }, { script: ':' }],
      options: { parallel: 3 },
    });
    const { cluster, kube, states } = rig;
    const { host, sweep } = kube.rig;
    await rig.lookUntil(() => states().join() === 'running 1,succeeded 1,succeeded 1');
    const parallelism = () => cluster.jobs()[0]?.spec.parallelism;
    await rig.until(() => cluster.jobs()[0]?.status?.active === 1);
    cluster.fail({ method: 'PATCH', path: /jobs\/[^/]+$/, code: 409 });
    writeWish(host, sweep, { event: 'update', parallel: 1 });
    await rig.look();
    expect(parallelism()).toBe(3);
    await rig.lookUntil(() => parallelism() === 1);
    expect(states()[0]).toBe('running 1');
  },
);

test.runIf(hasContainers)(
  'of more pods than can be followed to their ends, what they said before is kept',
  async () => {
    await using rig = await lookRig(startTestCluster(), {
      runs: [{ script: `echo a; ${hold}` }, { script: `echo b; ${hold}` }],
    });
    const { kube, states } = rig;
    const { host, sweep } = kube.rig;
    await rig.lookUntil(() => states().join() === 'running 1,running 1');
    await rig.until(() => kube.ledger().length === 2);
    const opened = await kubeApi(host, mainContext(sweep.record));
    if (!opened.ok) throw new Error('no way there');
    const { value: api } = opened;
    const listed = await api.list<Pod>('pods', { labels: sweepSelector(sweep.record.id) });
    if (listed.kind !== 'listed') throw new Error('no pods');
    const pods = listed.items.flatMap((item) => {
      const pod = podView(item, undefined);
      return pod === undefined ? [] : [{ pod, own: { run: pod.task, attempt: 1 } }];
    });
    await rig.until(async () => {
      await keepSoFar(host, sweep, api, pods, 0);
      return [0, 1].every((index) => kube.rig.read(index, 'log.1') === `${'ab'[index]}\n`);
    });
    api.close();
  },
);
