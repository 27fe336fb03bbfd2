import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, hasSlurm, startCluster } from './cluster.ts';
import {
  doesAndHangs,
  doesAndIsKilled,
  doesNothing,
  first,
  hangs,
  printsBanners,
  refusesPartition,
  saysNothing,
  shim,
  submitsAndTimesOut,
  timesOut,
} from './shims.ts';
import { runsThat, submitRig } from './submit-rig.ts';

const everyRunOnce = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${index} 1`).sort();

describe.skipIf(!hasSlurm)('submission to Slurm', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster({
      conf: { MaxArraySize: '11' },
      schedulerParameters: 'max_array_tasks=8',
    });
  });
  afterAll(() => cluster[Symbol.asyncDispose]());

  test('cuts a sweep into arrays that fit, and starts every run once', async () => {
    await using sweep = await submitRig(cluster, { runs: runsThat(20) });
    const { batches, waiting, unresolved } = await sweep.submit();
    expect(batches.map(({ runs }) => runs)).toEqual([8, 8, 4]);
    expect({ waiting, unresolved }).toEqual({ waiting: 0, unresolved: [] });
    await sweep.ended();
    expect(sweep.ledger().toSorted()).toEqual(everyRunOnce(20));
    expect(sweep.rig.status().counts).toMatchObject({ succeeded: 20 });
    expect(sweep.rig.status().left?.why).toBe('submitted');
  });

  test.for([
    ['submits and then reports a timeout', submitsAndTimesOut],
    ['prints banners around the id', printsBanners],
    ['submits and says nothing', saysNothing],
    ['is killed behind its submission', doesAndIsKilled],
    ['does not submit and reports a timeout', timesOut],
    ['says nothing and does nothing', doesNothing],
  ] as const)('starts every run once when sbatch %s', async ([, text]) => {
    await using bin = shimDirectory();
    const sbatch = shim(bin.path, 'sbatch', first(1, text));
    await using sweep = await submitRig(cluster, { runs: runsThat(3) }, bin.env(cluster));
    const { waiting, unresolved } = await sweep.submit();
    expect({ waiting, unresolved }).toEqual({ waiting: 0, unresolved: [] });
    await sweep.ended();
    expect(sweep.ledger().toSorted()).toEqual(everyRunOnce(3));
    expect(sbatch.calls().length).toBeLessThanOrEqual(2);
  });
});

/** A directory for the front of PATH. */
function shimDirectory() {
  const path = mkdtempSync(join(tmpdir(), 'mrunner-shims-'));
  return {
    path,
    env: ({ env }: Cluster) => ({ PATH: `${path}:${env.PATH}` }),
    [Symbol.asyncDispose]: async () => rmSync(path, { recursive: true, force: true }),
  };
}
void [doesAndHangs, hangs, refusesPartition];
