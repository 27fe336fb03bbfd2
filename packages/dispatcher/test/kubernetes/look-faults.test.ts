import { existsSync } from 'node:fs';
import { mainContext } from '@mrunner/core';
import { type Pod, sweepSelector } from '@mrunner/core/kubernetes';
import { describe, expect, test } from 'vitest';
import { kubeApi } from '../../src/kubernetes/api/open-api.ts';
import { refreshKubernetes } from '../../src/kubernetes/look/refresh-kubernetes.ts';
import { hasContainers } from './has-containers.ts';
import { lookRig } from './look-rig.ts';
import { startTestCluster } from './test-cluster.ts';
import { waitsOf } from './waits-of.ts';

const hold = 'while [ ! -e /ledger/go ]; do sleep 0.05; done';

describe.runIf(hasContainers)('a look at a cluster where something fails', () => {
  test('a list that fails, or is cut, concludes nothing', async () => {
    await using rig = await lookRig(startTestCluster(), {
      runs: [{ script: hold }, { script: hold }],
    });
    const { cluster, states, look } = rig;
    await rig.lookUntil(() => states().every((state) => state === 'running 1'));
    for (const path of [/\/jobs$/, /\/pods$/]) {
      for (const code of [500, 'reset', 403] as const) {
        cluster.fail({ method: 'GET', path, code, times: 100 });
        expect((await look()).trouble).toBeDefined();
        expect(states()).toEqual(['running 1', 'running 1']);
        cluster.heal();
      }
    }
    expect((await look()).trouble).toBeUndefined();
  });

  test('what was killed for want of memory or evicted is told apart, and who watches sees what was preempted', async () => {
    await using rig = await lookRig(startTestCluster(), {
      runs: [{ script: hold }, { script: hold }, { script: hold }],
    });
    const { cluster, states } = rig;
    await rig.lookUntil(() => states().every((state) => state === 'running 1'));
    const [first, second, third] = [0, 1, 2].map(
      (index) =>
        cluster.pods().find(({ metadata }) => metadata.name.includes(`-${index}-`))?.metadata
          .name ?? '',
    ) as [string, string, string];
    const watched = rig.watch();
    await rig.until(() => cluster.watches.count() === 2);
    cluster.oomKill(first);
    cluster.evict(second, 'node');
    cluster.preempt(third);
    await watched;
    expect(states()).toEqual(['failed 1: oom', 'failed 1: node', 'failed 1: preempted']);
  });

  test.for([
    [['node'], 'succeeded 2', ['0 1', '0 2']],
    [['exit'], 'failed 1: node', ['0 1']],
  ] as const)(
    'a run on a node that is lost, with retry_on %j, is %s when it is certain that it ended, and not before',
    async ([retryOn, end, starts]) => {
      await using rig = await lookRig(startTestCluster({ tolerationSeconds: 1 }), {
        runs: [{ script: hold }],
        options: { retries: 1, retryOn },
      });
      const { cluster, states } = rig;
      await rig.lookUntil(() => states()[0] === 'running 1' && rig.kube.ledger().length === 1);
      const node = cluster.pods()[0]?.spec?.nodeName ?? '';
      await cluster.killNode(node);
      await rig.lookUntil(() => waitsOf(rig)[0] !== undefined);
      const text = `nothing is heard of its node ${node}, where it may go on`;
      expect(waitsOf(rig)[0]).toEqual({ state: 'RUNNING', text, never: false });
      await rig.lookUntil(() => waitsOf(rig)[0]?.advice !== undefined);
      expect(cluster.pods()[0]?.metadata.deletionTimestamp).toBeDefined();
      expect(waitsOf(rig)[0]).toMatchObject({
        text,
        advice: `if that node is off for good: kubectl delete node ${node}`,
      });
      expect(states()).toEqual(['running 1']);
      const watched = rig.watch();
      await rig.until(() => cluster.watches.count() === 2);
      await cluster.removeNode(node);
      await rig.until(() => rig.kube.ledger().length === starts.length);
      rig.kube.go();
      await watched;
      expect(states()).toEqual([end]);
      expect(rig.kube.ledger()).toEqual(starts);
      const [first] = rig.kube.rig.sweep.status().of(0).attempts;
      expect(first).toMatchObject({ attempt: 1, state: 'failed', reason: { kind: 'node' } });
    },
  );

  test('nothing is concluded of a pod before its log is here', async () => {
    await using rig = await lookRig(startTestCluster(), {
      runs: [{ script: 'echo kept; exit 4' }],
    });
    const { cluster, kube, look } = rig;
    await kube.ended();
    cluster.fail({ method: 'GET', path: /\/log/, code: 500, times: 100 });
    expect((await look()).trouble).toContain('log');
    expect(existsSync(kube.rig.path(0, 'log.1'))).toBe(false);
    cluster.heal();
    await look();
    expect(rig.states()).toEqual(['failed 1: exit']);
    expect(kube.rig.read(0, 'log.1')).toBe('kept\n');
  });

  test('a second pod of an index is deleted, and counts for nothing', async () => {
    await using rig = await lookRig(startTestCluster(), { runs: [{ script: hold }] });
    const { cluster, states, look } = rig;
    await rig.lookUntil(() => states()[0] === 'running 1');
    const second = cluster.startTwice(cluster.jobs()[0]?.metadata.name ?? '', 0);
    await look();
    const isGone = () =>
      cluster
        .pods()
        .every(
          (pod) => pod.metadata.name !== second || pod.metadata.deletionTimestamp !== undefined,
        );
    expect(isGone()).toBe(true);
    expect(states()).toEqual(['running 1']);
  });

  test('a pod that went while the cluster was asked ended as whoever watches heard meanwhile', async () => {
    await using rig = await lookRig(startTestCluster(), {
      runs: [{ script: hold }],
      options: { retries: 1, retryOn: ['exit'] },
    });
    const { cluster, kube, states } = rig;
    const { host, sweep } = kube.rig;
    await rig.lookUntil(() => states()[0] === 'running 1' && kube.ledger().length === 1);
    const opened = await kubeApi(host, mainContext(sweep.record));
    if (!opened.ok) throw new Error('no way there');
    const { value: api } = opened;
    const heard: Pod[] = [];
    const stop = new AbortController();
    const watched = api.watch<Pod>('pods', {
      labels: sweepSelector(sweep.record.id),
      signal: stop.signal,
      changed: (_, pod) => heard.push(pod),
      relisted: () => {},
      trouble: () => {},
    });
    await rig.until(() => cluster.watches.count() === 1);
    cluster.evict(cluster.pods()[0]?.metadata.name ?? '');
    await rig.until(() => cluster.pods().length === 0 && heard.at(-1)?.status?.phase === 'Failed');
    stop.abort();
    await watched;
    const gone: Pod[] = [];
    const list: typeof api.list = async (...asked) => {
      const listed = await api.list(...asked);
      if (asked[0] === 'pods') gone.push(...heard.slice(-1));
      return listed as never;
    };
    await refreshKubernetes(host, sweep, { force: true, api: { ...api, list }, gone });
    expect(states()).toEqual(['failed 1: preempted']);
    api.close();
  });

  test('watching goes on when the watch is closed, forgotten or dead', async () => {
    await using rig = await lookRig(startTestCluster(), { runs: [{ script: 'sleep 2' }] });
    const { cluster, states } = rig;
    const watched = rig.watch();
    await rig.until(() => cluster.watches.count() === 2);
    cluster.watches.close();
    await rig.until(() => cluster.watches.count() === 2);
    cluster.watches.expire();
    await watched;
    expect(states()).toEqual(['succeeded 1']);
  });

  test('of a sweep of which all is here the cluster is not asked again', async () => {
    await using rig = await lookRig(startTestCluster(), { runs: [{ script: ':' }] });
    await rig.watch();
    const asked = rig.cluster.requests.length;
    await rig.look();
    expect(rig.cluster.requests).toHaveLength(asked);
  });
});
