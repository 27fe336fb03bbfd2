import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AnyCluster, anyCluster } from './any-cluster.ts';
import { jobOf, namesOf, objectsIn } from './cluster-objects.ts';
import { kubeRig, runsPods } from './submit-rig.ts';

describe.runIf(runsPods)('batches on Kubernetes', () => {
  let cluster: AnyCluster;
  beforeAll(async () => {
    cluster = await anyCluster();
  });
  afterAll(() => cluster[Symbol.asyncDispose]());

  test('have runs that ask for the same, at most a thousand each, and share how many may run', async () => {
    await using sweep = await kubeRig(cluster, {
      runs: [{ cpu: 1 }, { cpu: 2 }, { cpu: 1 }].map((resources) => ({ script: ':', resources })),
      options: { parallel: 2 },
    });
    const { batches } = await sweep.submit();
    expect(batches.map(({ runs }) => runs)).toEqual([2, 1]);
    for (const { token } of batches) expect((await jobOf(cluster, token)).spec.parallelism).toBe(1);
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
    const [service] = await objectsIn(cluster, 'services');
    const [token = ''] = batches.map((batch) => batch.token);
    const under = service?.metadata.name;
    const hosts = `learner=${token}-0.${under} actor=${token}-1.${under}`;
    expect(sweep.ledger().toSorted()).toEqual(['0 1', '1 1', hosts, hosts]);
    const pod = (await jobOf(cluster, token)).spec.template.spec;
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
    expect((await jobOf(cluster, batches[1]?.token)).spec.suspend).toBe(true);
  });

  test('in a queue of Kueue are left to it', async () => {
    await using sweep = await kubeRig(cluster, {
      runs: [{ script: ':' }],
      kubernetes: { kueue_queue: 'lab' },
    });
    const { batches } = await sweep.submit();
    const { metadata, spec } = await jobOf(cluster, batches[0]?.token);
    expect(metadata.labels).toMatchObject({ 'kueue.x-k8s.io/queue-name': 'lab' });
    expect(spec.suspend ?? false).toBe(false);
    expect(metadata.generation).toBe(1);
  });

  test('make the volume claim that is missing, once', async () => {
    await using sweep = await kubeRig(cluster, {
      runs: [{ script: 'echo kept >"$RESOURCE_DIR_PATH/file"' }],
      kubernetes: { pvc: 'own', default_pvc_size: '1Gi' },
    });
    await sweep.submit();
    await sweep.ended();
    expect(await namesOf(cluster, 'persistentvolumeclaims')).toEqual(['own']);
  });
});
