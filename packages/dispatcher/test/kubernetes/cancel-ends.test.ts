import { expect, test } from 'vitest';
import { cancelOnCluster } from '../../src/backends/cancel-on-cluster.ts';
import { refreshSweep } from '../../src/backends/refresh-sweep.ts';
import { hasContainers } from './has-containers.ts';
import { lookRig } from './look-rig.ts';
import { kubeRig } from './submit-rig.ts';
import { startTestCluster } from './test-cluster.ts';

const hold = 'while [ ! -e /ledger/go ]; do sleep 0.05; done';

test.runIf(hasContainers)(
  'what has ended since the last look is recorded, with its log, before its job is deleted',
  async () => {
    await using rig = await lookRig(startTestCluster(), {
      runs: [{ script: 'echo a' }, { script: 'echo b; exit 3' }, { script: `echo c; ${hold}` }],
    });
    const { cluster, kube } = rig;
    const phases = () => cluster.pods().map(({ status }) => status?.phase);
    await rig.until(
      () => phases().filter((phase) => phase === 'Succeeded' || phase === 'Failed').length === 2,
    );
    await rig.until(() => kube.ledger().length === 3);
    await rig.cancel('all');
    expect(rig.states()).toEqual(['succeeded 1', 'failed 1: exit', 'cancelled 1: cancelled']);
    expect([0, 1, 2].map((index) => kube.rig.read(index, 'log.1'))).toEqual([
      'a\n',
      'b\n',
      expect.stringMatching(/^c\n/),
    ]);
    await rig.until(() => cluster.jobs().length === 0);
  },
);

test.runIf(hasContainers)(
  'what ends between its last look and the deletion of its job is recorded, with its log',
  async () => {
    await using rig = await lookRig(startTestCluster(), {
      runs: [{ script: `echo begun; ${hold}; echo done` }],
    });
    const { cluster, kube, states } = rig;
    await rig.lookUntil(() => states()[0] === 'running 1' && kube.ledger().length === 1);
    cluster.fail({ method: 'DELETE', path: /jobs\/[^/]+$/, code: 429, retryAfter: 1, times: 3 });
    const cancelled = rig.cancel('all');
    await rig.until(() => cluster.requests.some(({ method }) => method === 'DELETE'));
    kube.go();
    await cancelled;
    expect(states()[0]).toMatch(/^succeeded 1/);
    expect(kube.rig.read(0, 'log.1')).toBe('begun\ndone\n');
  },
);

test.runIf(hasContainers)(
  'a batch whose submission was cut off is taken back when a run of it is cancelled, and its siblings are free',
  async () => {
    await using cluster = await startTestCluster();
    await using kube = await kubeRig(cluster, {
      runs: [{ script: 'echo a' }, { script: 'echo b' }],
    });
    const { host, sweep } = kube.rig;
    cluster.fail({ method: 'POST', path: /configmaps$/, code: 500, times: 100 });
    const submitted = await kube.submit({ feeds: false });
    expect(submitted.unresolved).toHaveLength(1);
    cluster.heal();
    await cancelOnCluster(host, sweep, [0]);
    await kube.rig.until(() => cluster.jobs().length === 0);
    expect(sweep.status().of(1).state).toBe('planned');
    await kube.submit({ takes: 'resume', feeds: false });
    await kube.ended();
    await refreshSweep(host, sweep, { force: true });
    expect(sweep.status().of(1).state).toBe('succeeded');
    expect(kube.ledger()).toEqual(['1 1']);
  },
);
