import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, hasSlurm, startCluster } from './cluster.ts';
import { runsThat, submitRig } from './submit-rig.ts';

describe.skipIf(!hasSlurm)('a scheduler that takes seven tasks at a time', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster({ accounting: { maxSubmitJobs: 7 } });
  });
  afterAll(() => cluster[Symbol.asyncDispose]());

  test('is fed until all runs of a sweep are with it, each once', async () => {
    await using sweep = await submitRig(cluster, { runs: runsThat(24) });
    const waits: number[] = [];
    const { batches, waiting } = await sweep.submit({
      observe: (event) => {
        if (event.type === 'waiting') waits.push(event.runs);
      },
    });
    expect(waiting).toBe(0);
    expect(waits[0]).toBe(17);
    expect(Math.max(...batches.map(({ tasks }) => tasks))).toBe(7);
    await sweep.ended();
    expect(sweep.ledger().toSorted()).toEqual(
      Array.from({ length: 24 }, (_, index) => `${index} 1`).sort(),
    );
  });

  test('has the limit found where it does not tell of one', async () => {
    await using sweep = await submitRig(cluster, { runs: runsThat(9, 'sleep 1') });
    // As for a user who may not read the database.
    const { batches } = await sweep.submit({ limits: { maxArraySize: 1001 } });
    expect(batches.reduce((sum, { runs }) => sum + runs, 0)).toBe(9);
    await sweep.ended();
    expect(new Set(sweep.ledger()).size).toBe(9);
    expect(sweep.ledger().length).toBe(9);
  });

  test('keeps what it has when somebody leaves, and mrun resume submits the rest', async () => {
    await using sweep = await submitRig(cluster, { runs: runsThat(10) });
    const leaving = new AbortController();
    const first = await sweep.submit({
      signal: leaving.signal,
      observe: ({ type }) => {
        if (type === 'waiting') leaving.abort();
      },
    });
    expect(first.waiting).toBe(3);
    expect(sweep.rig.status().left?.why).toBe('interrupted');
    const { waiting } = await sweep.submit({ takes: 'resume' });
    expect(waiting).toBe(0);
    await sweep.ended();
    expect(new Set(sweep.ledger()).size).toBe(10);
  });
});
