import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, hasSlurm, startCluster } from '../../../dispatcher/test/slurm/cluster.ts';
import { asReal, shim } from '../../../dispatcher/test/slurm/shims.ts';
import { createRig, type Rig } from '../rig/rig.ts';

describe.skipIf(!hasSlurm)('what commands say of a sweep on Slurm', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster();
  });
  afterAll(() => cluster?.[Symbol.asyncDispose]());

  const project = (more = ''): Rig => {
    const rig = createRig();
    rig.write({
      'mrunner.yaml': `contexts:\n  hpc: {backend: slurm, storage_dir: ./mruns, time: 5m, mem: 50M${more}}\n`,
      'spec.yaml': 'script: sh train.sh {seed}\nargs: none\ngrid: {seed: {range: 3}}\n',
      'train.sh': 'if [ "$1" = 2 ]; then echo "ValueError: bad" >&2; exit 3; fi\n',
    });
    return rig;
  };

  test('wait ends with the last run, and status says how long all took and why one failed', async () => {
    await using rig = project();
    const { env } = cluster;
    await rig.mrun(['run', 'spec.yaml', '--context', 'hpc', '-y'], { env });
    const wait = await rig.mrun(['wait'], { env });
    expect(wait).toMatchObject({ code: 1, stdout: 'succeeded 2   failed 1\n' });
    const { stdout, code } = await rig.mrun(['status'], { env });
    expect(code).toBe(0);
    expect(stdout).toMatch(/took 0:\d\d\n/);
    expect(stdout).toContain('exit 3: ValueError: bad');
  });

  test('held runs are told with what to do, for people and for programs, and wait does not wait for them', async () => {
    await using rig = project(', sbatch_options: [--hold]');
    const { env } = cluster;
    await rig.mrun(['run', 'spec.yaml', '--context', 'hpc', '-y'], { env });
    const status = await rig.mrun(['status'], { env });
    expect(status.stdout).toMatch(/never starts by itself: #0 … #2: held by you/);
    const { runs, asOf } = JSON.parse((await rig.mrun(['status', '--json'], { env })).stdout);
    expect(Number.isNaN(Date.parse(asOf))).toBe(false);
    expect(runs[0]).toMatchObject({ state: 'pending', waiting: { never: true } });
    expect((await rig.mrun(['wait'], { env })).code).toBe(1);
    const why = await rig.mrun(['why'], { env });
    expect(why.stdout).toMatch(/never starts by itself: #0 … #2: held by you/);
    expect(why.stdout).not.toContain('nothing went wrong');
    await cluster.run(['scancel', '--me']);
  });

  test('a scheduler that does not answer makes exit code 3, and what is known is shown with its age', async () => {
    await using rig = project();
    const directory = join(cluster.directory, 'shims');
    mkdirSync(directory);
    const squeue = shim(directory, 'squeue', asReal);
    const env = { ...cluster.env, PATH: `${directory}:${cluster.env.PATH}` };
    rig.write({ 'train.sh': 'exec sleep 60\n' });
    await rig.mrun(['run', 'spec.yaml', '--context', 'hpc', '-y'], { env });
    const look = () => rig.mrun(['status'], { env });
    await cluster.until(
      async () => (await look()).stdout.includes('running 3'),
      'the runs to start',
    );
    squeue.become('refuse "Unable to contact slurm controller"');
    // Nobody is asked again so soon.
    await cluster.until(async () => (await look()).code === 3, 'the next question');
    const { stdout } = await look();
    expect(stdout).toMatch(/known as of \d\d:\d\d \(.* ago\): squeue: .*Unable to contact/);
    expect(stdout).toContain('running 3');
    const wait = await rig.mrun(['wait'], { env });
    expect(wait.code).toBe(3);
    await cluster.run(['scancel', '--me']);
  });
});
