import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, hasSlurm, startCluster } from '../../../dispatcher/test/slurm/cluster.ts';
import { createRig, type Rig } from '../rig/rig.ts';

describe.skipIf(!hasSlurm)('mrun run on Slurm', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster();
  });
  afterAll(() => cluster[Symbol.asyncDispose]());

  const project = (more = ''): Rig => {
    const rig = createRig();
    rig.write({
      'mrunner.yaml': `contexts:\n  hpc: {backend: slurm, storage_dir: ./mruns, time: 5m, mem: 50M${more}}\n`,
      'spec.yaml': 'script: sh train.sh {seed}\nargs: none\ngrid: {seed: {range: 3}}\n',
      'train.sh': 'echo "seed $1 in $PWD"; [ "$1" != 2 ] || exit 3\n',
    });
    return rig;
  };

  test('submits, returns, and the runs end with files, logs and states in the home', async () => {
    await using rig = project();
    const env = cluster.env;
    const run = await rig.mrun(['run', 'spec.yaml', '--context', 'hpc', '-y'], { env });
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toContain('array');
    await cluster.until(async () => {
      const jobs = await cluster.jobs();
      return jobs.length === 3 && jobs.every(({ state }) => /COMPLETED|FAILED/.test(state));
    }, 'the jobs to end');
    const status = await rig.mrun(['status', '--json'], { env });
    expect(JSON.parse(status.stdout).counts).toMatchObject({ succeeded: 2, failed: 1 });
  });
});
