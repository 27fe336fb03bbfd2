import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { realPlane } from '../any-cluster.ts';
import { must } from '../cluster-objects.ts';
import { lookOn } from '../look-rig.ts';
import { type RealCluster, startRealCluster } from '../real-cluster.ts';
import { waitsOf } from '../waits-of.ts';

const hold = 'while [ ! -e /ledger/go ]; do sleep 0.05; done';

describe.runIf(realPlane)('pods of more priority on the real control plane', () => {
  let cluster: RealCluster;
  beforeAll(async () => {
    cluster = await startRealCluster({ nodes: 1 });
  });
  afterAll(() => cluster[Symbol.asyncDispose]());

  test('take the place of runs, which start again when it is free, where retry_on says so', async () => {
    const runs = [{ script: hold, resources: { cpu: 3 } }];
    const retried = { retries: 1, retryOn: ['preempted'] } as const;
    await using first = await lookOn(cluster, { runs, options: retried });
    await using second = await lookOn(cluster, { runs });
    const rigs = [first, second];
    for (const { lookUntil, kube } of rigs) await lookUntil(() => kube.ledger().length === 1);
    const watched = rigs.map(({ watch }) => watch());
    const pods = `/api/v1/namespaces/${cluster.namespace}/pods`;
    await must(cluster, 'POST', '/apis/scheduling.k8s.io/v1/priorityclasses', {
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: { name: 'high' },
      value: 1000,
    });
    const container = {
      name: 'main',
      image: 'busybox',
      command: ['sleep', '1000'],
      resources: { requests: { cpu: '8' } },
    };
    await must(cluster, 'POST', pods, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'high' },
      spec: {
        priorityClassName: 'high',
        terminationGracePeriodSeconds: 0,
        containers: [container],
      },
    });
    await second.until(() => second.states()[0] === 'failed 1: preempted');
    await first.until(() => waitsOf(first)[0]?.text.startsWith('no node') === true);
    expect(first.states()).toEqual(['pending 2']);
    expect(waitsOf(first)[0]?.text).toBe('no node takes it: 1 of 1 has too little cpu free');
    await must(cluster, 'DELETE', `${pods}/high`);
    await first.until(() => first.kube.ledger().length === 2);
    first.kube.go();
    await Promise.all(watched);
    expect(first.states()).toEqual(['succeeded 2']);
    expect(first.kube.rig.sweep.status().of(0).attempts).toMatchObject([
      { attempt: 1, state: 'failed', reason: { kind: 'preempted' }, again: true },
      { attempt: 2, state: 'succeeded' },
    ]);
    expect(rigs.map(({ kube }) => kube.ledger())).toEqual([['0 1', '0 2'], ['0 1']]);
  });
});
