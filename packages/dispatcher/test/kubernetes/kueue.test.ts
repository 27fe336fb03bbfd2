import { readFileSync } from 'node:fs';
import { taskSlot } from '@mrunner/core';
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
  'a run that %s when its queue takes its place away makes the same attempt again',
  async (_, script) => {
    await using rig = await lookRig(startTestCluster({ kueue: true }), {
      runs: [{ script }, { script: ':' }],
      kubernetes,
    });
    const { cluster, kube, states } = rig;
    cluster.kueue.admit(jobName(cluster));
    const watched = rig.watch();
    await rig.until(() => states()[0] === 'running 1' && states()[1] === 'succeeded 1');
    for (const times of [2, 3]) {
      cluster.kueue.preempt(jobName(cluster));
      await rig.until(() => cluster.pods().every(({ status }) => status?.phase === 'Succeeded'));
      await rig.until(() => waits(rig)?.[0] === 'waits in the queue team');
      expect(states()[0]).toMatch(/^(pending|running) 1$/);
      cluster.kueue.admit(jobName(cluster));
      await rig.until(() => kube.ledger().filter((line) => line === '0 1').length === times);
    }
    kube.go();
    await watched;
    expect(states()).toEqual(['succeeded 1', 'succeeded 1']);
    expect(kube.ledger().toSorted()).toEqual(['0 1', '0 1', '0 1', '1 1']);
    const [attempt, ...others] = kube.rig.sweep.status().of(0).attempts;
    expect(others).toEqual([]);
    expect(attempt).toMatchObject({ attempt: 1, state: 'succeeded', exitCode: 0 });
    const slot = taskSlot(jobName(cluster), 0);
    const events = readFileSync(`${kube.rig.sweep.home}/events/worker-${slot}.jsonl`, 'utf8');
    expect(
      events
        .trim()
        .split('\n')
        .filter((line) => line.includes('"exit"')),
    ).toHaveLength(1);
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
