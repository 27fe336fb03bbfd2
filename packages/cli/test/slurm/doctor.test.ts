import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, hasSlurm, startCluster } from '../../../dispatcher/test/slurm/cluster.ts';
import { hasSshd, startLoginNode } from '../../../dispatcher/test/slurm/login-node.ts';
import { createRig, type Rig } from '../rig/rig.ts';

/** A project whose context `hpc` has these settings besides. */
const project = (more = '', storage = './mruns'): Rig => {
  const rig = createRig();
  rig.write({
    'mrunner.yaml': `contexts:\n  hpc: {backend: slurm, storage_dir: ${storage}, mem: 50M${more}}\n`,
  });
  return rig;
};

describe.skipIf(!hasSlurm)('mrun doctor of a Slurm context', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster({ nodes: 2 });
  });
  afterAll(() => cluster?.[Symbol.asyncDispose]());

  test('checks all up to a job that runs, and leaves nothing', async () => {
    await using rig = project(', time: 10m');
    const { code, stdout } = await rig.mrun(['doctor', 'hpc', '-y'], { env: cluster.env });
    expect(stdout).toMatch(/ok +hpc slurm +root on \S+, Slurm \d/);
    expect(stdout).toMatch(/ok +hpc storage +\S+mruns, .* free/);
    expect(stdout).toMatch(/ok +hpc limits +1001 runs in one array/);
    expect(stdout).toMatch(/ok +hpc submit +sbatch takes it: partition main, at most 1:00:00/);
    expect(stdout).toMatch(/ok +hpc test job +ran on n\d, which shares storage_dir/);
    expect(code).toBe(0);
    expect(readdirSync(rig.path('mruns'))).toEqual([]);
  });

  test('runs no job that nobody agreed to', async () => {
    await using rig = project();
    const { code, stdout } = await rig.mrun(['doctor', 'hpc'], { env: cluster.env });
    expect(stdout).toMatch(/note +hpc test job +not run; add -y: mrun doctor hpc -y/);
    expect({ code, made: rig.exists('mruns') }).toEqual({ code: 0, made: false });
    const brief = await rig.mrun(['doctor'], { env: cluster.env });
    expect(brief.stdout).toMatch(/note +context hpc +on Slurm; check it: mrun doctor hpc/);
  });

  test('says what sbatch refuses, and what there is instead', async () => {
    await using rig = project(', partition: mian');
    const { code, stdout } = await rig.mrun(['doctor', 'hpc', '-y'], { env: cluster.env });
    expect(stdout).toMatch(/mend +hpc submit +sbatch: error: invalid partition specified: mian/);
    expect(stdout).toContain('partitions there: main, high');
    expect(stdout).toMatch(/note +hpc test job +not run before the rest is mended/);
    expect(code).toBe(1);
  });

  test('says that a time limit is more than the partition gives: such jobs never start', async () => {
    await using rig = project(', time: 3h');
    const { code, stdout } = await rig.mrun(['doctor', 'hpc', '-y'], { env: cluster.env });
    expect(stdout).toMatch(/mend +hpc submit +time: 3:00:00 is more than partition main gives/);
    expect(code).toBe(1);
  });

  test('says that the storage directory is none, or may not be written to', async () => {
    await using rig = project('', '/proc/self/status/runs');
    const { code, stdout } = await rig.mrun(['doctor', 'hpc'], { env: cluster.env });
    expect(stdout).toMatch(/mend +hpc storage +\S+: \/proc\/self\/status is not a directory/);
    expect(code).toBe(1);
  });

  test.skipIf(!hasSshd)(
    'goes to a cluster by ssh, and ends with 3 where it gets nowhere',
    async () => {
      await using node = await startLoginNode(cluster, { loginShell: 'tcsh', noise: 'Welcome!' });
      await using rig = project(', slurm_url: root@hpc', join(node.home, 'runs'));
      const env = { ...cluster.env, ...node.env, XDG_RUNTIME_DIR: '' };
      const { code, stdout } = await rig.mrun(['doctor', 'hpc', '-y'], { env });
      expect(stdout).toMatch(/ok +hpc ssh +root@hpc answers, in [\d.]+ s/);
      expect(stdout).toMatch(/ok +hpc test job +ran on n\d/);
      expect(code).toBe(0);
      expect(existsSync(join(node.home, 'runs/.mrunner'))).toBe(false);
      await rig.mrun(['login', 'hpc', '--end'], { env });
      node.allowLogin(false);
      const refused = await rig.mrun(['doctor', 'hpc', '-y'], { env });
      expect(refused.stdout).toMatch(/mend +hpc ssh +root@hpc asks for a password/);
      expect(refused.stdout).toContain('type: mrun login hpc');
      expect(refused.code).toBe(3);
    },
  );
});

test.skipIf(!hasSlurm)('mrun doctor ends with 3 when no controller answers', async () => {
  await using cluster = await startCluster({ nodes: 1 });
  await cluster.controller.kill();
  await using rig = project();
  const { code, stdout } = await rig.mrun(['doctor', 'hpc'], { env: cluster.env });
  expect(stdout).toMatch(/mend +hpc slurm +Slurm does not answer on this machine: .*Unable/);
  expect(code).toBe(3);
});
