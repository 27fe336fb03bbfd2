import { expect, test } from 'vitest';
import { readSchedulerView } from '../../src/cluster/look/scheduler-file.ts';
import { hasContainers } from './has-containers.ts';
import { type LookRig, lookRig } from './look-rig.ts';
import { startTestCluster, type TestCluster } from './test-cluster.ts';

const hold = 'while [ ! -e /ledger/go ]; do sleep 0.05; done';
const kubernetes = { kueue_queue: 'team' };

/** Why tasks wait, as `mrun why` says it. */
const waits = ({ kube: { rig } }: LookRig<TestCluster>) =>
  readSchedulerView(rig.host, rig.sweep.home)?.tasks.map(({ told }) => told?.text);

const waitsAgain = 'its job was suspended, and waits in the queue team';

const jobName = (cluster: TestCluster): string => cluster.jobs()[0]?.metadata.name ?? '';

test.runIf(hasContainers)(
  'a Job waits in its queue until that admits it, and nobody else has it go',
  async () => {
    await using rig = await lookRig(startTestCluster({ kueue: true }), {
      runs: [{ script: 'echo hello' }, { script: 'exit 3' }],
      kubernetes,
    });
    const { cluster, kube, look, states } = rig;
    for (let looks = 0; looks < 3; looks++) await look();
    expect(cluster.jobs()[0]?.spec.suspend).toBe(true);
    expect(states()).toEqual(['pending 1', 'pending 1']);
    expect(waits(rig)).toEqual(['waits in the queue team']);
    cluster.kueue.admit(jobName(cluster));
    await rig.watch();
    expect(states()).toEqual(['succeeded 1', 'failed 1: exit']);
    expect(kube.ledger().toSorted()).toEqual(['0 1', '1 1']);
  },
);

test.runIf(hasContainers).each([
  ['ends at once', hold],
  ['ends well when it is told to', `trap 'echo saved; exit 0' TERM; ${hold}`],
  ['fails when it is told to end', `trap 'echo saved; exit 7' TERM; ${hold}`],
])(
  'a run that %s when its queue takes its place away waits for its next attempt',
  async (_, script) => {
    await using rig = await lookRig(startTestCluster({ kueue: true }), {
      runs: [{ script }, { script: ':' }],
      kubernetes,
    });
    const { cluster, kube, states } = rig;
    cluster.kueue.admit(jobName(cluster));
    const watched = rig.watch();
    await rig.until(() => states()[0] === 'running 1' && kube.ledger().length === 2);
    for (const next of [2, 3]) {
      cluster.kueue.preempt(jobName(cluster));
      await rig.until(() => waits(rig)?.[0] === waitsAgain);
      expect(states()[0]).toBe(`pending ${next}`);
      await rig.until(() => cluster.pods().every(({ status }) => status?.phase === 'Succeeded'));
      cluster.kueue.admit(jobName(cluster));
      await rig.until(() => states()[0] === `running ${next}` && kube.ledger().length === next + 1);
    }
    kube.go();
    await watched;
    expect(states()).toEqual(['succeeded 3', 'succeeded 1']);
    expect(kube.ledger().toSorted()).toEqual(['0 1', '0 2', '0 3', '1 1']);
    const { attempts } = kube.rig.sweep.status().of(0);
    expect(attempts.map(({ state, reason }) => [state, reason?.kind])).toEqual([
      ['failed', 'preempted'],
      ['failed', 'preempted'],
      ['succeeded', undefined],
    ]);
  },
);

/** Fails at first, then goes on until it may end. */
const failsOnce = `[ -e /ledger/failed ] || { touch /ledger/failed; exit 3; }; ${hold}; [ ! -e /ledger/bad ]`;
/** As on real clusters, whose back-off is longer than the seconds that their times have. */
const slowly = { kueue: true, podBackoff: 1500 };
const retried = { retries: 1, retryOn: ['exit'] } as const;

test.runIf(hasContainers)(
  'a queue that takes a place away gives no retry back, though Kubernetes counts from anew',
  async () => {
    await using rig = await lookRig(startTestCluster(slowly), {
      runs: [{ script: failsOnce }],
      options: retried,
      kubernetes,
    });
    const { cluster, kube, states } = rig;
    cluster.kueue.admit(jobName(cluster));
    await rig.lookUntil(() => states()[0] === 'running 2' && kube.ledger().length === 2);
    cluster.kueue.preempt(jobName(cluster));
    await rig.lookUntil(() => waits(rig)?.[0] === waitsAgain);
    expect(states()).toEqual(['pending 3']);
    cluster.kueue.admit(jobName(cluster));
    await rig.lookUntil(() => states()[0] === 'running 3' && kube.ledger().length === 3);
    kube.go('bad');
    kube.go();
    await rig.watch();
    expect(states()).toEqual(['failed 3: exit']);
    expect(kube.ledger()).toEqual(['0 1', '0 2', '0 3']);
  },
);

test.runIf(hasContainers)(
  'a run that nobody looked at while its queue took its place away goes on, and its attempts keep apart',
  async () => {
    await using rig = await lookRig(startTestCluster(slowly), {
      runs: [{ script: failsOnce }],
      options: retried,
      kubernetes,
    });
    const { cluster, kube, states } = rig;
    cluster.kueue.admit(jobName(cluster));
    await rig.until(() => kube.ledger().length === 2);
    cluster.kueue.preempt(jobName(cluster));
    await rig.until(() => cluster.pods().every(({ status }) => status?.phase === 'Failed'));
    cluster.kueue.admit(jobName(cluster));
    await rig.until(() => kube.ledger().length === 3);
    for (let looks = 0; looks < 3; looks++) await rig.look();
    expect(states()).toEqual(['running 2']);
    kube.go();
    await rig.watch();
    expect(states()).toEqual(['succeeded 2']);
    const { attempts } = kube.rig.sweep.status().of(0);
    expect(attempts.map(({ exitCode }) => exitCode)).toEqual([3, 0]);
    // The pod itself could not know of the first one.
    expect(kube.ledger()).toEqual(['0 1', '0 2', '0 1']);
  },
);

test.runIf(hasContainers)(
  'a run that waits in its queue can be cancelled, and is never admitted',
  async () => {
    await using rig = await lookRig(startTestCluster({ kueue: true }), {
      runs: [{ script: ':' }, { script: ':' }],
      kubernetes,
    });
    const { cluster, kube, states } = rig;
    await rig.look();
    await rig.cancel([0]);
    cluster.kueue.admit(jobName(cluster));
    await rig.watch();
    expect(states()).toEqual(['cancelled 0: cancelled', 'succeeded 1']);
    expect(kube.ledger()).toEqual(['1 1']);
  },
);
