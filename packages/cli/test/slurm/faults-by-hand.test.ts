import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, hasSlurm, startCluster } from '../../../dispatcher/test/slurm/cluster.ts';
import { type FaultsRig, faultsRig } from './faults-rig.ts';

describe.skipIf(!hasSlurm)('what people do to jobs by hand', { timeout: 150_000 }, () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster({ nodes: 1, conf: { MinJobAge: '6' } });
  });
  afterAll(() => cluster?.[Symbol.asyncDispose]());

  const states = ({ status }: FaultsRig, count: number): readonly string[] =>
    Array.from({ length: count }, (_, index) => status().of(index).state);

  const jobOf = ({ status }: FaultsRig): string => [...status().batches.values()][0]?.job ?? 'none';

  const scontrol = async (...words: string[]): Promise<void> => {
    const { code, stderr } = await cluster.run(['scontrol', ...words]);
    if (code !== 0) throw new Error(stderr);
  };

  test('scancel of one that runs, one that waits and of all the rest: each is told, and retried once', async () => {
    const runs = Array.from({ length: 5 }, () => ['later', 0] as const);
    await using it = await faultsRig(cluster, { runs, words: ['--parallel', '2'] });
    await it.begun(2);
    const job = jobOf(it);
    await cluster.run(['scancel', `${job}_0`, `${job}_4`]);
    await it.until(({ of }) => of(0).state === 'cancelled', 'the first to be cancelled');
    await it.until(({ of }) => of(4).state === 'planned', 'the last one to be missed');
    await cluster.run(['scancel', job]);
    await it.over();
    expect(states(it, 2)).toEqual(['cancelled', 'cancelled']);
    it.ledger.release('later');
    expect(await it.mrun('resume', '-y')).toMatchObject({ code: 0 });
    await it.over();
    expect(await it.mrun('retry', '-y')).toMatchObject({ code: 0 });
    expect((await it.over()).counts).toMatchObject({ succeeded: 5 });
    expect(it.violations()).toEqual([]);
  });

  test('scancel of one that runs reads as cancelled in the first look that finds its end', async () => {
    await using it = await faultsRig(cluster, { runs: [['later', 0]], context: { grace: 2 } });
    await it.begun(1);
    await cluster.run(['scancel', `${jobOf(it)}_0`]);
    await cluster.until(() => it.status().of(0).exitCode !== null, 'its exit record');
    await it.look();
    expect(it.status().of(0)).toMatchObject({ state: 'cancelled', reason: { kind: 'cancelled' } });
    expect(it.violations()).toEqual([]);
  });

  test('scontrol requeue: the run waits, and goes on as its next attempt', async () => {
    const words = ['--retries', '1'];
    await using it = await faultsRig(cluster, { runs: [['later', 0]], words });
    await it.begun(1);
    await scontrol('requeue', `${jobOf(it)}_0`);
    await it.until(({ batches }) => batches.size === 1, 'a look');
    await it.begun(2);
    it.ledger.release('later');
    const { attempts, state } = (await it.over()).of(0);
    expect(state).toBe('succeeded');
    expect(attempts.map(({ reason }) => reason?.kind)).toEqual(['preempted', undefined]);
    expect(it.violations()).toEqual([]);
  });

  test('scontrol requeuehold and hold: runs wait, and mrun says what for', async () => {
    const words = ['--retries', '1', '--parallel', '1'];
    const runs = [
      ['later', 0],
      [0, 0],
    ] as const;
    await using it = await faultsRig(cluster, { runs, words });
    await it.begun(1);
    const job = jobOf(it);
    await scontrol('hold', `${job}_1`);
    await scontrol('requeuehold', `${job}_0`);
    const isHeld = () => {
      const status = it.status();
      return status.scheduler?.of(status.of(1))?.never === true;
    };
    await it.until(isHeld, 'the second one to be held');
    expect((await it.mrun('status')).stdout).toContain('held');
    await scontrol('release', `${job}_0`, `${job}_1`);
    await it.begun(2);
    it.ledger.release('later');
    expect((await it.over()).counts).toMatchObject({ succeeded: 2 });
    expect(it.violations()).toEqual([]);
  });

  test('scontrol suspend: the run goes on', async () => {
    await using it = await faultsRig(cluster, { runs: [['later', 0]] });
    await it.begun(1);
    await scontrol('suspend', `${jobOf(it)}_0`);
    await it.look();
    expect(states(it, 1)).toEqual(['running']);
    it.ledger.release('later');
    await scontrol('resume', `${jobOf(it)}_0`);
    expect((await it.over()).counts).toMatchObject({ succeeded: 1 });
    expect(it.violations()).toEqual([]);
  });

  test('a job that is preempted, and may not be started again, ends so, and mrun retry goes on', async () => {
    await using it = await faultsRig(cluster, { runs: [['later', 0]] });
    await it.begun(1);
    const words = ['-p', 'high', '-c4', '-o', '/dev/null', '--wrap', 'true'];
    await cluster.run(['sbatch', '--job-name=others', ...words]);
    const ended = (await it.over()).of(0);
    expect(ended).toMatchObject({ state: 'failed', reason: { kind: 'preempted' } });
    it.ledger.release('later');
    expect(await it.mrun('retry', '-y')).toMatchObject({ code: 0 });
    expect((await it.over()).counts).toMatchObject({ succeeded: 1 });
    expect(it.violations()).toEqual([]);
  });
});
