import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { removeThere } from '../../src/backends/remove-there.ts';
import { hasContainers } from './has-containers.ts';
import { lookRig } from './look-rig.ts';
import { startTestCluster } from './test-cluster.ts';

const hold = 'while [ ! -e /ledger/go ]; do sleep 0.05; done';

test.runIf(hasContainers)(
  'as many failures as are allowed stop a sweep whichever of its Jobs they are of, and what runs finishes',
  async () => {
    const cpus = [1, 2, 3];
    await using rig = await lookRig(startTestCluster(), {
      runs: cpus.flatMap((cpu) => [
        { script: cpu === 3 ? hold : 'exit 1', resources: { cpu } },
        { script: ':', resources: { cpu } },
      ]),
      options: { maxFailures: 2, parallel: 3 },
    });
    const { cluster, kube, states } = rig;
    expect(cluster.jobs()).toHaveLength(3);
    await rig.lookUntil(() => states()[5] === 'planned 0');
    expect([states()[0], states()[2]]).toEqual(['failed 1: exit', 'failed 1: exit']);
    kube.go();
    await rig.watch();
    expect(states()[4]).toBe('succeeded 1');
    expect(states()[5]).toBe('planned 0');
    expect(kube.ledger()).not.toContain('5 1');
  },
);

test.runIf(hasContainers)(
  'what mrunner does by itself and its user may not is told once, and does no harm',
  async () => {
    await using cluster = await startTestCluster();
    await using rig = await lookRig(cluster, { runs: [{ script: hold }] });
    const { kube, look, states } = rig;
    await rig.lookUntil(() => states()[0] === 'running 1');
    cluster.deny({ verb: 'patch', resource: 'jobs' });
    kube.go();
    await kube.ended();
    expect((await look()).lacks).toMatch(/the verb patch of jobs/);
    expect((await look()).lacks).toBeUndefined();
    expect(states()).toEqual(['succeeded 1']);
  },
);

test.runIf(hasContainers)('a Job that may not be let start is told of', async () => {
  await using cluster = await startTestCluster();
  cluster.deny({ verb: 'patch', resource: 'jobs' });
  await using rig = await lookRig(cluster, { runs: [{ script: ':' }] });
  await rig.look();
  const { scheduler, of } = rig.kube.rig.sweep.status();
  expect(scheduler?.of(of(0))).toMatchObject({
    text: expect.stringContaining("its job can't be released"),
    never: true,
  });
});

test.runIf(hasContainers)(
  'a sweep is removed from its volume when its pods have ended, which write until then',
  async () => {
    const script = `trap 'sleep 1; mkdir -p "$RESOURCE_DIR_PATH"; touch "$RESOURCE_DIR_PATH/late"; exit 0' TERM; ${hold}`;
    await using rig = await lookRig(startTestCluster(), {
      runs: [{ script }],
      kubernetes: { pvc: 'mrunner', default_pvc_size: '1Gi' },
    });
    const { cluster, kube, states } = rig;
    const { host, sweep } = kube.rig;
    await rig.lookUntil(() => states()[0] === 'running 1' && kube.ledger().length === 1);
    expect(await removeThere(host, sweep)).toMatchObject({ ok: true });
    const claim = `${cluster.directory}/claims/default/mrunner`;
    expect(existsSync(`${claim}/tests/${sweep.record.id}`)).toBe(false);
    expect(cluster.pods().filter(({ metadata }) => metadata.labels?.['mrunner.dev/token'])).toEqual(
      [],
    );
  },
);
