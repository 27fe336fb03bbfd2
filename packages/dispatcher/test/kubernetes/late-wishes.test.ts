import { mainContext } from '@mrunner/core';
import { expect, test } from 'vitest';
import { cancelOnCluster } from '../../src/backends/cancel-on-cluster.ts';
import { refreshSweep } from '../../src/backends/refresh-sweep.ts';
import type { KubeApi } from '../../src/kubernetes/api/kube-api.ts';
import { kubeApi } from '../../src/kubernetes/api/open-api.ts';
import { deleteWaiting } from '../../src/kubernetes/steer/delete-waiting.ts';
import { until } from '../slurm/until.ts';
import { hasContainers } from './has-containers.ts';
import { lookRig } from './look-rig.ts';
import type { Pod } from './objects.ts';
import { kubeRig } from './submit-rig.ts';
import { startTestCluster } from './test-cluster.ts';

const hold = 'while [ ! -e /ledger/go ]; do sleep 0.05; done';

test.runIf(hasContainers).each([
  ['while its Jobs are sent', /\/jobs(\?|$)/, {}, ['1 1']],
  ['before its Jobs are sent', /\/persistentvolumeclaims(\?|$)/, { pvc: 'runs' }, ['1 1']],
])('a run that is cancelled %s starts nothing', async (_, path, keys, started) => {
  await using cluster = await startTestCluster({ latency: 100 });
  await using kube = await kubeRig(cluster, {
    runs: [1, 2, 2].map((cpu) => ({ script: ':', resources: { cpu } })),
    kubernetes: { default_pvc_size: '1Gi', ...keys },
  });
  const { host, sweep } = kube.rig;
  const submitted = kube.submit();
  const isSent = (sent: RegExp): boolean =>
    cluster.requests.some(({ method, path: asked }) => method === 'POST' && sent.test(asked));
  await until(() => isSent(path), 'the request');
  await cancelOnCluster(host, sweep, [0, 2]);
  await submitted;
  const states = (): readonly string[] => [0, 1, 2].map((run) => sweep.status().of(run).state);
  await until(
    async () => {
      await refreshSweep(host, sweep, { force: true });
      return states().join() === 'cancelled,succeeded,cancelled';
    },
    () => states().join(),
  );
  await kube.ended();
  expect(kube.ledger()).toEqual(started);
});

test.runIf(hasContainers)(
  'a pod that waits, and that a node takes before it is deleted, is left to its end',
  async () => {
    await using rig = await lookRig(startTestCluster({ nodes: 1, cpu: '1' }), {
      runs: [hold, ':'].map((script) => ({ script, resources: { cpu: 1 } })),
    });
    const { cluster, kube, states } = rig;
    await rig.lookUntil(() => states()[0] === 'running 1' && cluster.pods().length === 2);
    const opened = await kubeApi(kube.rig.host, mainContext(kube.rig.sweep.record));
    if (!opened.ok) throw new Error('no way there');
    const { value: api } = opened;
    let lists = 0;
    const slow = async <T>(...asked: Parameters<KubeApi['list']>) => {
      const listed = await api.list<T>(...asked);
      if (lists++ === 0) {
        kube.go();
        await rig.until(() => cluster.pods().some(isOf('1', 'Succeeded')));
      }
      return listed;
    };
    const [job] = cluster.jobs();
    await deleteWaiting({ ...api, list: slow }, job?.metadata.name ?? '');
    api.close();
    await rig.watch();
    expect(states()).toEqual(['succeeded 1', 'succeeded 1']);
    expect(kube.ledger().toSorted()).toEqual(['0 1', '1 1']);
  },
);

const isOf =
  (index: string, phase: string) =>
  ({ metadata, status }: Pod): boolean =>
    metadata.annotations?.['batch.kubernetes.io/job-completion-index'] === index &&
    status?.phase === phase;
