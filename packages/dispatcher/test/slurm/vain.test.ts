import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refreshSweep } from '../../src/slurm/look/refresh-sweep.ts';
import { type Cluster, hasSlurm, startCluster } from './cluster.ts';
import { impatient } from './look/look-rig.ts';
import { runsThat, type SubmitRig, submitRig } from './submit-rig.ts';

describe.skipIf(!hasSlurm)('jobs that start nothing', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster({ nodes: 1 });
  });
  afterAll(() => cluster[Symbol.asyncDispose]());

  /** What `mrun resume` does, until all that it submitted has ended and is known. */
  const resume = async ({ rig, submit, ended }: SubmitRig): Promise<number> => {
    const { batches } = await submit({ takes: 'resume' });
    await ended();
    for (const _look of [1, 2]) {
      await refreshSweep(rig.host, rig.sweep, { force: true, patience: impatient });
    }
    return batches.length;
  };

  test('a run of a pack that can not be claimed is submitted a few times, and then failed to launch', async () => {
    await using sweep = await submitRig(cluster, {
      runs: runsThat(2),
      context: { slurm: { pack: 1 } },
    });
    const log = sweep.rig.path(0, 'log.1');
    mkdirSync(dirname(log), { recursive: true });
    writeFileSync(log, '');
    const submitted: number[] = [];
    for (let tries = 0; tries < 6; tries++) submitted.push(await resume(sweep));
    // The first one started the other run.
    expect(submitted).toEqual([1, 1, 1, 1, 0, 0]);
    expect(sweep.rig.status().of(0)).toMatchObject({ state: 'failed', reason: { kind: 'launch' } });
    expect(sweep.rig.status().of(1).state).toBe('succeeded');
    expect(sweep.ledger()).toEqual(['1 1']);
  });
});
