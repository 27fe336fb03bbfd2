import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kubeRig } from './submit-rig.ts';
import { startTestCluster, type TestCluster } from './test-cluster.ts';

describe('batches on Kubernetes', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster();
  });
  afterAll(() => cluster[Symbol.asyncDispose]());

  test('have runs that ask for the same, at most a thousand each, and share how many may run', async () => {
    await using sweep = await kubeRig(cluster, {
      runs: [{ cpu: 1 }, { cpu: 2 }, { cpu: 1 }].map((resources) => ({ script: ':', resources })),
      options: { parallel: 2 },
    });
    const { batches } = await sweep.submit();
    expect(batches.map(({ runs }) => runs)).toEqual([2, 1]);
    const parallelism = batches.map(({ token }) => cluster.job(token).spec.parallelism);
    expect(parallelism).toEqual([1, 1]);
    await sweep.ended();
    expect(sweep.ledger().toSorted()).toEqual(['0 1', '1 1', '2 1']);
  });

  test('are cut where what their runs start from is more than a ConfigMap holds', async () => {
    // 100,000 digits by chance take 43 kB and more, however they are packed.
    const digits = (): string => String(Math.random()).slice(2, 12);
    const noise = (): string => Array.from({ length: 10_000 }, digits).join('');
    await using sweep = await kubeRig(cluster, {
      runs: Array.from({ length: 20 }, () => ({ script: ':', env: { LONG: noise() } })),
    });
    const { batches } = await sweep.submit();
    expect(batches.map(({ runs }) => runs)).toEqual([10, 10]);
    await sweep.ended();
    expect(sweep.ledger().length).toBe(20);
  });

  test('of composites have a Service, under which members find each other', async () => {
    const composite = { name: 'c', first: 0, size: 2, onFailure: 'stop' } as const;
    const script = 'echo "$MRUNNER_COMPOSITE_HOSTS" >>/ledger/starts';
    await using sweep = await kubeRig(cluster, {
      runs: ['learner', 'actor'].map((member) => ({ script, composite: { ...composite, member } })),
    });
    const { batches } = await sweep.submit();
    await sweep.ended();
    const [service] = cluster.objects('services');
    const [token = ''] = batches.map((batch) => batch.token);
    const under = service?.metadata.name;
    const hosts = `learner=${token}-0.${under} actor=${token}-1.${under}`;
    expect(sweep.ledger().toSorted()).toEqual(['0 1', '1 1', hosts, hosts]);
    const pod = cluster.job(token).spec.template.spec;
    expect(pod).toMatchObject({ subdomain: under });
    expect(service?.metadata.ownerReferences).toMatchObject([{ name: token }]);
  });

  test('behind canaries stay suspended', async () => {
    await using sweep = await kubeRig(cluster, {
      runs: [{ script: ':' }, { script: ':' }, { script: ':' }],
      kubernetes: { canary: 1 },
    });
    const { batches } = await sweep.submit();
    expect(batches.map(({ held }) => held)).toEqual([false, true]);
    expect(cluster.job(batches[1]?.token ?? '').spec.suspend).toBe(true);
  });

  test('in a queue of Kueue are left to it', async () => {
    await using sweep = await kubeRig(cluster, {
      runs: [{ script: ':' }],
      kubernetes: { kueue_queue: 'lab' },
    });
    const { batches } = await sweep.submit();
    const { metadata, spec } = cluster.job(batches[0]?.token ?? '');
    expect(metadata.labels).toMatchObject({ 'kueue.x-k8s.io/queue-name': 'lab' });
    expect(spec.suspend ?? false).toBe(false);
    expect(
      cluster.requests.some(
        ({ method, path }) => method === 'PATCH' && path.includes(metadata.name),
      ),
    ).toBe(false);
  });

  test('make the volume claim that is missing, once', async () => {
    await using sweep = await kubeRig(cluster, {
      runs: [{ script: 'echo kept >"$RESOURCE_DIR_PATH/file"' }],
      kubernetes: { pvc: 'own', default_pvc_size: '1Gi' },
    });
    await sweep.submit();
    await sweep.ended();
    const claims = cluster.objects('persistentvolumeclaims');
    expect(claims.map(({ metadata }) => metadata.name)).toEqual(['own']);
  });
});
