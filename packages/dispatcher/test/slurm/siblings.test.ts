import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refreshSweep } from '../../src/slurm/look/refresh-sweep.ts';
import { type Cluster, hasSlurm, startCluster } from './cluster.ts';
import { killable, killWorker } from './kill-worker.ts';
import { submitRig } from './submit-rig.ts';

describe.skipIf(!hasSlurm)('a member of a composite that is killed with its worker', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster({ nodes: 1 });
  });
  afterAll(() => cluster[Symbol.asyncDispose]());

  const member = (first: number, name: string, onFailure: 'stop' | 'continue') => ({
    script: killable,
    composite: { name: `pair-${first}`, member: name, first, size: 2, onFailure },
  });

  test('ends the others with the next look, whether they run or wait, unless they are to continue', async () => {
    await using sweep = await submitRig(cluster, {
      runs: [
        member(0, 'learner', 'stop'),
        member(0, 'actor', 'stop'),
        member(2, 'learner', 'continue'),
        member(2, 'actor', 'continue'),
        member(4, 'learner', 'stop'),
        // There are four places.
        member(4, 'actor', 'stop'),
      ],
    });
    const { batches } = await sweep.submit();
    const look = async (): Promise<readonly string[]> => {
      const patience = { record: 0, vanished: 60_000 };
      await refreshSweep(sweep.rig.host, sweep.rig.sweep, { force: true, patience });
      const status = sweep.rig.status();
      return [0, 1, 2, 3, 4, 5].map((index) => status.of(index).state);
    };
    await cluster.until(() => sweep.ledger().length === 4, 'four to begin');
    const kill = (index: number): void => {
      const { home } = sweep.rig.sweep;
      killWorker(home, `${batches[0]?.token}-${index}`, sweep.rig.path(index, '.'));
    };
    kill(0);
    kill(2);
    await cluster.until(async () => {
      const states = await look();
      return states.slice(0, 3).join() === 'failed,cancelled,failed';
    }, 'the sibling to end');
    expect(sweep.rig.status().of(0).reason?.kind).toBe('signal');
    expect(sweep.rig.status().of(1).reason?.text).toBe('another member of its composite failed');
    expect((await look())[3]).toBe('running');
    // Two places are free.
    await cluster.until(() => sweep.ledger().length === 6, 'the last two to begin');
    kill(5);
    await cluster.until(async () => (await look()).slice(4).join() === 'cancelled,failed');
    expect((await look())[3]).toBe('running');
  });
});
