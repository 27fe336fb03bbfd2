import { describe, expect, test } from 'vitest';
import { submitSweep } from '../../src/backends/submit-sweep.ts';
import { type AnyCluster, anyCluster, namedCluster } from './any-cluster.ts';
import { jobOf, must } from './cluster-objects.ts';
import { lookRig } from './look-rig.ts';
import type { Pod } from './objects.ts';
import { runsPods } from './submit-rig.ts';
import { waitsOf } from './waits-of.ts';

const hold = 'while [ ! -e /ledger/go ]; do sleep 0.05; done';

const podsPath = ({ namespace }: AnyCluster): string => `/api/v1/namespaces/${namespace}/pods`;
const jobsPath = ({ namespace }: AnyCluster): string =>
  `/apis/batch/v1/namespaces/${namespace}/jobs`;

async function evict(cluster: AnyCluster, { metadata: { name } }: Pod): Promise<void> {
  await must(cluster, 'POST', `${podsPath(cluster)}/${name}/eviction`, {
    apiVersion: 'policy/v1',
    kind: 'Eviction',
    metadata: { name, namespace: cluster.namespace },
  });
}

/** The pod of an index that was made last. */
async function podOf(cluster: AnyCluster, index: number): Promise<Pod> {
  const key = 'batch.kubernetes.io/job-completion-index';
  const pods = (await cluster.pods()).filter(
    ({ metadata }) => metadata.annotations?.[key] === String(index),
  );
  const [newest] = pods.toSorted((a, b) =>
    b.metadata.creationTimestamp.localeCompare(a.metadata.creationTimestamp),
  );
  if (newest === undefined) throw new Error(`no pod of ${index}`);
  return newest;
}

describe.runIf(runsPods)('a sweep that somebody disturbs', () => {
  test.for([
    [['preempted'], 'succeeded 2', ['0 1', '0 2']],
    [['exit'], 'failed 1: preempted', ['0 1']],
    [[], 'failed 1: preempted', ['0 1']],
  ] as const)(
    'by evicting a pod, with retry_on %j, has a run that %s',
    async ([retryOn, end, starts]) => {
      await using rig = await lookRig(anyCluster(), {
        runs: [{ script: hold }],
        options: { retries: retryOn.length, retryOn },
      });
      const { cluster, kube, states } = rig;
      await rig.lookUntil(() => states()[0] === 'running 1' && kube.ledger().length === 1);
      const watching = await rig.watching();
      await evict(cluster, await podOf(cluster, 0));
      await rig.until(() => kube.ledger().length === starts.length);
      if (starts.length === 2) kube.go();
      await watching.ended;
      expect(states()).toEqual([end]);
      expect(kube.ledger()).toEqual(starts);
      const { attempts } = kube.rig.sweep.status().of(0);
      expect(attempts[0]).toMatchObject({ attempt: 1, reason: { kind: 'preempted' } });
      expect(attempts).toHaveLength(starts.length);
    },
  );

  test.for(['Foreground', 'Background'])(
    'by deleting its Job (%s) has what had not begun started by mrun resume, and nothing twice',
    async (propagationPolicy) => {
      await using rig = await lookRig(anyCluster(), {
        runs: [{ script: hold }, { script: ':' }],
        options: { parallel: 1 },
      });
      const { cluster, kube, states } = rig;
      await rig.lookUntil(() => states()[0] === 'running 1' && kube.ledger().length === 1);
      const { metadata } = await jobOf(cluster);
      const watching = await rig.watching();
      await must(cluster, 'DELETE', `${jobsPath(cluster)}/${metadata.name}`, { propagationPolicy });
      await watching.ended;
      expect(states()[0]).toMatch(/^(?:cancelled 1: cancelled|unknown 1: lost)$/);
      expect(states()[1]).toBe('planned 0');
      const { host, sweep } = kube.rig;
      await submitSweep(host, sweep, { takes: 'resume' });
      await rig.lookUntil(() => states()[1] === 'succeeded 1');
      expect(kube.ledger()).toContain('1 1');
      expect(kube.ledger().filter((start) => start === '0 1')).toHaveLength(1);
    },
  );

  test('by deleting its Job alone (Orphan) has what runs go on to its end, and the rest free again', async () => {
    await using rig = await lookRig(anyCluster(), {
      runs: [{ script: `${hold}; echo done` }, { script: ':' }],
      options: { parallel: 1 },
    });
    const { cluster, kube, states } = rig;
    await rig.lookUntil(() => states()[0] === 'running 1' && kube.ledger().length === 1);
    const { metadata } = await jobOf(cluster);
    const path = `${jobsPath(cluster)}/${metadata.name}`;
    await must(cluster, 'DELETE', path, { propagationPolicy: 'Orphan' });
    await rig.lookUntil(() => states()[1] === 'planned 0');
    expect(states()).toEqual(['running 1', 'planned 0']);
    kube.go();
    await rig.watch();
    expect(states()).toEqual(['succeeded 1', 'planned 0']);
    expect(kube.rig.read(0, 'log.1')).toBe('done\n');
    expect(kube.ledger()).toEqual(['0 1']);
  });

  test('by evicting one of the pods that runs share has its run lost, what it had not begun free, and the rest done', async () => {
    await using rig = await lookRig(anyCluster(), {
      runs: [{ script: hold }, { script: hold }, { script: ':' }, { script: ':' }],
      options: { parallel: 2 },
      kubernetes: { pack: 2 },
    });
    const { cluster, kube, states } = rig;
    await rig.lookUntil(() => kube.ledger().length === 2);
    await rig.lookUntil(() => states()[0] === 'running 1' && states()[1] === 'running 1');
    const watching = await rig.watching();
    await evict(cluster, await podOf(cluster, 0));
    await rig.until(async () => (await jobOf(cluster)).status.failedIndexes === '0');
    kube.go();
    await watching.ended;
    expect(states()).toEqual(['failed 1: preempted', 'succeeded 1', 'planned 0', 'succeeded 1']);
    const { host, sweep } = kube.rig;
    await submitSweep(host, sweep, { takes: 'resume' });
    await rig.lookUntil(() => states()[2] === 'succeeded 1');
    expect(kube.ledger().toSorted()).toEqual(['0 1', '1 1', '2 1', '3 1']);
  });

  test('by asking for more than there is says why no node takes its pods', async () => {
    await using rig = await lookRig(anyCluster(), {
      runs: [{ script: ':', resources: { cpu: 1000 } }],
    });
    await rig.lookUntil(() => waitsOf(rig)[0]?.text.startsWith('no node') === true);
    expect(waitsOf(rig)[0]).toMatchObject({
      state: 'PENDING',
      text: 'no node takes it: 2 of 2 have too little cpu free',
      never: false,
    });
  });

  // On the test cluster every claim has its directory.
  test.runIf(namedCluster !== undefined)(
    'by a claim that no volume comes for says so',
    async () => {
      const started = await anyCluster();
      await must(
        started,
        'POST',
        `/api/v1/namespaces/${started.namespace}/persistentvolumeclaims`,
        {
          apiVersion: 'v1',
          kind: 'PersistentVolumeClaim',
          metadata: { name: 'never' },
          spec: {
            accessModes: ['ReadWriteMany'],
            storageClassName: 'nowhere',
            resources: { requests: { storage: '1Gi' } },
          },
        },
      );
      await using rig = await lookRig(started, {
        runs: [{ script: ':' }],
        kubernetes: { pvc: 'never' },
      });
      await rig.lookUntil(() => waitsOf(rig)[0]?.text.startsWith('no node') === true);
      expect(waitsOf(rig)[0]).toMatchObject({
        state: 'PENDING',
        text: 'no node takes it: no volume is there for its claim (kubectl get pvc)',
        never: false,
      });
    },
  );

  test('by a quota that has no room for all pods at a time starts the rest when there is room', async () => {
    const started = await anyCluster();
    const quotas = `/api/v1/namespaces/${started.namespace}/resourcequotas`;
    await must(started, 'POST', quotas, {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'few' },
      spec: { hard: { pods: '1' } },
    });
    await using rig = await lookRig(started, {
      runs: [{ script: hold }, { script: hold }],
      options: { parallel: 2 },
    });
    const { kube, states } = rig;
    await rig.lookUntil(() => states().filter((state) => state === 'running 1').length === 1);
    const waits = states().indexOf('pending 1');
    expect(waitsOf(rig)[waits]?.text).toBe(
      'its pod is not made yet: others are before it, or a quota of the namespace is full',
    );
    kube.go();
    await rig.watch();
    expect(states()).toEqual(['succeeded 1', 'succeeded 1']);
    expect(kube.ledger().toSorted()).toEqual(['0 1', '1 1']);
  });

  test('by as many failures as --max-failures allows starts nothing more', async () => {
    await using rig = await lookRig(anyCluster(), {
      runs: [{ script: 'exit 3' }, { script: ':' }, { script: ':' }],
      options: { parallel: 1, maxFailures: 1 },
    });
    await rig.watch();
    expect(rig.states()).toEqual(['failed 1: exit', 'planned 0', 'planned 0']);
    expect(rig.kube.ledger()).toEqual(['0 1']);
  });
});
