import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fetchRuns } from '../../src/backends/fetch-runs.ts';
import { removeThere } from '../../src/backends/remove-there.ts';
import { submitSweep } from '../../src/backends/submit-sweep.ts';
import { writeWish } from '../../src/wishes/write-wish.ts';
import { type AnyCluster, anyCluster } from './any-cluster.ts';
import { jobOf, namesOf } from './cluster-objects.ts';
import { lookRig } from './look-rig.ts';
import { runsPods } from './submit-rig.ts';

const hold = 'while [ ! -e /ledger/go ]; do sleep 0.05; done';
const untilTold = `trap 'echo told; exit 0' TERM; ${hold}`;

const hasNothing = async (cluster: AnyCluster): Promise<boolean> =>
  [...(await cluster.jobs()), ...(await cluster.pods())].length === 0;

describe.runIf(runsPods)('steering a sweep on a cluster', () => {
  test('a run that is cancelled ends, with all that it said, and its siblings go on', async () => {
    await using rig = await lookRig(anyCluster(), {
      runs: [{ script: hold }, { script: `echo begun; ${untilTold}` }, { script: hold }],
    });
    const { kube, states } = rig;
    await rig.lookUntil(() => states().every((state) => state === 'running 1'));
    await rig.until(() => kube.ledger().length === 3);
    await rig.cancel([0, 1]);
    expect(states()).toEqual(['cancelled 1: cancelled', 'succeeded 1: cancelled', 'running 1']);
    expect(kube.rig.read(1, 'log.1')).toMatch(/^begun\n(?:.*\n)*told\n$/);
  });

  test('of a sweep that is cancelled nothing goes on, and nothing starts', async () => {
    await using rig = await lookRig(anyCluster(), {
      runs: [{ script: hold }, { script: hold }],
      options: { parallel: 1 },
    });
    const { cluster, kube, states } = rig;
    await rig.lookUntil(() => states()[0] === 'running 1' && kube.ledger().length === 1);
    await rig.cancel('all');
    await rig.until(() => hasNothing(cluster));
    await rig.look();
    expect(states()).toEqual(['cancelled 1: cancelled', 'cancelled 0: cancelled']);
    expect(kube.ledger()).toEqual(['0 1']);
  });

  test('a run that waits and is cancelled starts nothing when its turn comes, and is no failure', async () => {
    await using rig = await lookRig(anyCluster(), {
      runs: [{ script: hold }, { script: ':' }, { script: ':' }],
      options: { parallel: 1, maxFailures: 1 },
    });
    const { cluster, kube, states } = rig;
    await rig.lookUntil(() => states()[0] === 'running 1' && kube.ledger().length === 1);
    await rig.cancel([1]);
    await rig.cancel([0]);
    await rig.lookUntil(
      () => states()[2] === 'succeeded 1' && states()[1]?.startsWith('c') === true,
    );
    expect(states()[1]).toBe('cancelled 0: cancelled');
    expect(kube.ledger()).toEqual(['0 1', '2 1']);
    expect(await namesOf(cluster, 'configmaps')).toContainEqual(expect.stringMatching(/-cancel$/));
  });

  test('what runs when a sweep is paused goes on to its end, and the rest starts when it is resumed', async () => {
    const first = 'while [ ! -e /ledger/first ]; do sleep 0.05; done; echo done';
    await using rig = await lookRig(anyCluster(), {
      runs: [{ script: first }, { script: 'echo later' }, { script: hold }],
      options: { parallel: 1 },
    });
    const { cluster, kube, states } = rig;
    const { host, sweep } = kube.rig;
    await rig.lookUntil(() => states()[0] === 'running 1' && kube.ledger().length === 1);
    writeWish(host, sweep, { event: 'pause' });
    await rig.lookUntil(() => states()[1] === 'planned 0');
    expect(states()).toEqual(['running 1', 'planned 0', 'planned 0']);
    kube.go('first');
    await rig.watch();
    expect(states()).toEqual(['succeeded 1', 'planned 0', 'planned 0']);
    expect(kube.rig.read(0, 'log.1')).toBe('done\n');
    expect(await hasNothing(cluster)).toBe(true);
    // Its code waits for the Jobs to come.
    expect(await namesOf(cluster, 'configmaps')).toEqual([expect.stringContaining('-code-')]);
    writeWish(host, sweep, { event: 'go-on' });
    await submitSweep(host, sweep, { takes: 'resume' });
    await rig.lookUntil(() => states()[2] === 'running 1' && kube.ledger().length === 3);
    expect(states()[1]).toBe('succeeded 1');
    expect(kube.ledger()).toEqual(['0 1', '1 1', '2 1']);
  });

  test('fewer at a time become of more only as runs end, and none of them is ended for it', async () => {
    await using rig = await lookRig(anyCluster(), {
      runs: Array.from({ length: 4 }, (_, index) => ({
        script: index < 2 ? `while [ ! -e /ledger/go ]; do sleep 0.05; done` : ':',
      })),
      options: { parallel: 2 },
    });
    const { cluster, kube, states } = rig;
    const { host, sweep } = kube.rig;
    await rig.lookUntil(() => states()[1] === 'running 1' && kube.ledger().length === 2);
    writeWish(host, sweep, { event: 'update', parallel: 1 });
    await rig.look();
    expect((await jobOf(cluster)).spec.parallelism).toBe(2);
    await rig.cancel([0]);
    await rig.lookUntil(async () => (await jobOf(cluster)).spec.parallelism === 1);
    writeWish(host, sweep, { event: 'update', parallel: 4 });
    await rig.lookUntil(() => states()[3] === 'succeeded 1');
    expect(states()[1]).toBe('running 1');
    expect(kube.ledger()).toContain('1 1');
  });

  test('what runs wrote to a volume is fetched from it, and removed with the sweep', async () => {
    await using rig = await lookRig(anyCluster(), {
      runs: [{ script: 'echo weights >"$RESOURCE_DIR_PATH/model.bin"' }],
      kubernetes: { pvc: 'mrunner', default_pvc_size: '1Gi' },
    });
    const { cluster, kube } = rig;
    const { host, sweep } = kube.rig;
    await rig.watch();
    const [recorded] = [...sweep.experiments()];
    if (recorded === undefined) throw new Error('no run');
    const runs = [{ recorded, status: sweep.status().of(0) }];
    expect(await fetchRuns(host, sweep, runs)).toMatchObject({ ok: true, value: { runs: 1 } });
    expect(readFileSync(kube.rig.path(0, 'model.bin'), 'utf8')).toBe('weights\n');
    const claim = cluster.claimPath('mrunner');
    expect(existsSync(`${claim}/tests/${sweep.record.id}`)).toBe(true);
    expect(await removeThere(host, sweep)).toMatchObject({ ok: true });
    expect(existsSync(`${claim}/tests/${sweep.record.id}`)).toBe(false);
    await rig.until(
      async () =>
        (await hasNothing(cluster)) && (await namesOf(cluster, 'configmaps')).length === 0,
    );
  });
});
