import { describe, expect, test } from 'vitest';
import { type Cluster, hasSlurm, startCluster } from '../../../dispatcher/test/slurm/cluster.ts';
import { faultsRig } from './faults-rig.ts';

const start = (): Promise<Cluster> =>
  startCluster({ nodes: 2, conf: { SlurmdTimeout: '3', MinJobAge: '10' } });

/** The number of the node that the only job is on. */
async function nodeInUse(cluster: Cluster): Promise<number> {
  const { stdout } = await cluster.run(['squeue', '-h', '-t', 'RUNNING', '-o', '%N']);
  return Number(stdout.trim().slice(1));
}

describe.skipIf(!hasSlurm)('when a node fails', { timeout: 150_000 }, () => {
  // Packed tasks look every two seconds at what others say, plain ones every fifteen.
  test('and its run lives on, mrun retry starts the next attempt when that has ended, not before', async () => {
    await using cluster = await start();
    await using it = await faultsRig(cluster, { runs: [['later', 0]], context: { pack: 1 } });
    await it.begun(1);
    await cluster.node(await nodeInUse(cluster)).kill();
    const ended = await it.over();
    expect(ended.of(0)).toMatchObject({ state: 'failed', reason: { kind: 'node' } });
    expect(await it.mrun('retry', '-y')).toMatchObject({ code: 0 });
    await it.begun(2);
    it.ledger.release('later');
    const { attempts, state } = (await it.over()).of(0);
    expect(state).toBe('succeeded');
    expect(attempts.map(({ reason }) => reason?.kind)).toEqual(['node', undefined]);
    expect(it.violations()).toEqual([]);
  });

  test('and its run succeeds there nevertheless, no attempt follows', async () => {
    await using cluster = await start();
    await using it = await faultsRig(cluster, { runs: [['later', 0]] });
    await it.begun(1);
    await cluster.node(await nodeInUse(cluster)).kill();
    expect((await it.over()).of(0)).toMatchObject({ state: 'failed', reason: { kind: 'node' } });
    it.ledger.release('later');
    await it.until((status) => status.of(0).state === 'succeeded', 'its own record');
    const { stdout } = await it.mrun('retry', '-y');
    expect(stdout).not.toContain('submitted');
    expect(it.violations()).toEqual([]);
  });

  test('with retries its run goes on elsewhere by itself, and costs no retry', async () => {
    await using cluster = await start();
    const options = { context: { pack: 1 }, words: ['--retries', '1'] };
    await using it = await faultsRig(cluster, { runs: [['later', 'flaky']], ...options });
    await it.begun(1);
    await cluster.crash(await nodeInUse(cluster));
    await it.until(({ of }) => of(0).state === 'pending', 'its next attempt to be awaited');
    it.ledger.release('later');
    const { attempts, state } = (await it.over()).of(0);
    expect(state).toBe('succeeded');
    expect(attempts.map(({ reason }) => reason?.kind)).toEqual(['node', 'exit', undefined]);
    expect(it.violations()).toEqual([]);
  });

  test('by the word of an administrator, or is to take no more jobs, that is told as it is', async () => {
    await using cluster = await start();
    await using it = await faultsRig(cluster, { runs: [['later', 0]] });
    await it.begun(1);
    const node = `nodename=n${await nodeInUse(cluster)}`;
    await cluster.run(['scontrol', 'update', node, 'state=drain', 'reason=test']);
    await it.look();
    expect(it.status().of(0).state).toBe('running');
    await cluster.run(['scontrol', 'update', node, 'state=down', 'reason=test']);
    expect((await it.over()).of(0)).toMatchObject({ state: 'failed', reason: { kind: 'node' } });
    expect(it.violations()).toEqual([]);
  });
});
