import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, hasSlurm, startCluster } from '../cluster.ts';
import { handMadeSweep } from '../hand-made-sweep.ts';
import { asReal, shim } from '../shims.ts';
import { look, lookUntil, statesOf } from './look-rig.ts';

describe.skipIf(!hasSlurm)('what is known of a sweep on a cluster with accounts', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster({ accounting: {}, conf: { MinJobAge: '5' } });
  });
  afterAll(() => cluster?.[Symbol.asyncDispose]());

  const patient = { record: 60_000, vanished: 60_000 };
  const noneKnown = async (): Promise<boolean> => (await cluster.jobs()).length === 0;

  test('who cancelled a run is told, also when it never started and squeue knows nothing of it', async () => {
    await using made = await handMadeSweep(cluster, {
      runs: [{ script: 'exec sleep 100' }, { script: 'exit 0' }],
    });
    const { job } = await made.submit({ throttle: 1 });
    await lookUntil(cluster, made, ([state]) => state === 'running');
    await cluster.run(['scancel', job]);
    await cluster.until(async () => {
      await look(made, patient);
      return made.rig.status().jobEnds.size === 2;
    });
    for (const end of made.rig.status().jobEnds.values()) {
      expect(end).toMatchObject({ state: 'CANCELLED', by: expect.stringMatching(/^\w+$/) });
    }
    expect(statesOf(made)[0]).toBe('cancelled');
  });

  test('a run that somebody else cancelled is cancelled in one look, and by whom', async () => {
    await using made = await handMadeSweep(cluster, { runs: [{ script: 'exec sleep 100' }] });
    const { job } = await made.submit();
    await lookUntil(cluster, made, ([state]) => state === 'running');
    await cluster.run(['scancel', job]);
    await cluster.until(() => made.rig.status().of(0).exitCode !== null, 'its exit record');
    await look(made, patient);
    expect(made.rig.status().of(0)).toMatchObject({
      state: 'cancelled',
      reason: { kind: 'cancelled', text: expect.stringMatching(/^cancelled by \w+$/) },
    });
  });

  test('sacct tells how a run ended that left no record, long after squeue forgot it', async () => {
    await using made = await handMadeSweep(cluster, { runs: [{ script: 'kill -9 $$' }] });
    await made.submit();
    await cluster.until(async () => made.started().length === 1 && (await noneKnown()));
    await lookUntil(cluster, made, ([state]) => state === 'failed');
    expect(made.rig.status().of(0).reason).toMatchObject({ kind: 'signal' });
  });

  test('when sacct does not answer, what it should know stays as it is', async () => {
    const directory = join(cluster.directory, 'shims');
    mkdirSync(directory);
    const sacct = shim(directory, 'sacct', 'refuse "Problem talking to the database"');
    const env = { PATH: `${directory}:${cluster.env.PATH ?? ''}` };
    await using made = await handMadeSweep(cluster, { runs: [{ script: 'kill -9 $$' }], env });
    await made.submit();
    await cluster.until(async () => made.started().length === 1 && (await noneKnown()));
    for (const _again of [1, 2, 3]) {
      expect((await look(made)).trouble).toMatch(/sacct.*Problem talking/);
      expect(statesOf(made)).toEqual(['running']);
    }
    sacct.become(asReal);
    await lookUntil(cluster, made, ([state]) => state === 'failed');
    expect((await look(made)).trouble).toBeUndefined();
  });
});
