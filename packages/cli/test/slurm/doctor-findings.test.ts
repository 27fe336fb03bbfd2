import { execFile } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, hasSlurm, startCluster } from '../../../dispatcher/test/slurm/cluster.ts';
import { runCommand } from '../../../dispatcher/test/slurm/run-command.ts';
import { createSmallDisk } from '../../../dispatcher/test/small-disk.ts';
import { createRig, type Rig } from '../rig/rig.ts';

const probe = createSmallDisk('64k');
const mayMount = probe !== undefined;
await probe?.[Symbol.asyncDispose]();

/** A project with a context `hpc`. */
const project = (more: { readonly [key: string]: unknown } = {}): Rig => {
  const rig = createRig();
  const hpc = { backend: 'slurm', storage_dir: './mruns', mem: '50M', ...more };
  rig.write({ 'mrunner.yaml': JSON.stringify({ contexts: { hpc } }) });
  return rig;
};

/** What stands behind `mend  hpc WHAT`, in one line. */
const toMend = (stdout: string, what: string): string | undefined =>
  new RegExp(`mend +hpc ${what} +(.*(?:\\n {6,}.*)*)`).exec(stdout)?.[1]?.replace(/\s+/g, ' ');

describe.skipIf(!hasSlurm)('what mrun doctor CONTEXT finds', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster({ nodes: 1, accounting: {} });
  });
  afterAll(() => cluster?.[Symbol.asyncDispose]());

  test('an account that is not yours: which ones are', async () => {
    await using rig = project({ account: 'theirs' });
    const { code, stdout } = await rig.mrun(['doctor', 'hpc', '-y'], { env: cluster.env });
    expect(toMend(stdout, 'submit')).toBe(
      'allocation failure: Invalid account or account/partition combination specified your accounts: test, root partitions there: main, high',
    );
    expect(stdout).toMatch(/note +hpc test job +not run before the rest is mended/);
    expect(code).toBe(1);
  });

  test('a partition that is down: jobs wait until it is up', async () => {
    await using rig = project({ partition: 'high' });
    const turn = (state: string) =>
      cluster.run(['scontrol', 'update', 'PartitionName=high', `State=${state}`]);
    await turn('DOWN');
    const { code, stdout } = await rig.mrun(['doctor', 'hpc'], { env: cluster.env });
    await turn('UP');
    expect(stdout).toMatch(/note +hpc submit +partition high is DOWN: jobs wait until it is up/);
    expect(code).toBe(0);
  });

  test('a program that is missing there', async () => {
    await using rig = project();
    const all =
      'sh cat chmod cp date dd df head id ln ls mkdir mv rm rmdir sha256sum sleep tail timeout touch tr uname wc';
    const bin = rig.path('bin');
    mkdirSync(bin);
    for (const name of [...all.split(' '), 'sbatch', 'scontrol', 'sacctmgr']) {
      const { stdout } = await runCommand(['sh', '-c', `command -v ${name}`], process.env);
      symlinkSync(stdout.trim(), `${bin}/${name}`);
    }
    const env = { ...cluster.env, PATH: bin };
    const { code, stdout } = await rig.mrun(['doctor', 'hpc'], { env });
    expect(toMend(stdout, 'tools')).toBe('not found there: tar; mrunner needs them');
    expect(code).toBe(1);
  });

  test.skipIf(!mayMount)(
    'no Slurm where the context leads (needs root to hide its commands)',
    async () => {
      await using rig = project();
      const hide = ['sbatch', 'scontrol']
        .map((name) => `mount --bind /dev/null "$(readlink -f "$(command -v ${name})")"`)
        .join(' && ');
      const mrun = [process.execPath, rig.path('node_modules/mrunner/bin/mrun.js')];
      const words = ['-m', 'sh', '-c', `${hide} && exec "$@"`, 'sh', ...mrun, 'doctor', 'hpc'];
      const hidden = promisify(execFile)('unshare', words, { cwd: rig.directory, env: rig.env });
      const { code, stdout } = (await hidden.catch((error) => error)) as {
        readonly code: number;
        readonly stdout: string;
      };
      expect(toMend(stdout, 'slurm')).toBe(
        "Slurm's commands are not found on this machine the PATH of a shell without a terminal has no sbatch: set it in ~/.bashrc there",
      );
      expect(code).toBe(1);
    },
  );

  test.skipIf(!mayMount)(
    'a storage directory without room, or that nobody may write to (needs root to mount one)',
    async () => {
      await using disk = createSmallDisk('2m');
      if (disk === undefined) throw new Error('Internal error: it could be mounted a moment ago');
      const storage = `${disk.path}/mine/runs`;
      await using rig = project({ storage_dir: storage });
      const doctor = () => rig.mrun(['doctor', 'hpc'], { env: cluster.env });
      const full = await doctor();
      expect(toMend(full.stdout, 'storage')).toBe(`${storage}: only 2.1 MB free; make room`);
      expect(full.code).toBe(1);
      await cluster.run(['mount', '-o', 'remount,ro', disk.path]);
      const refused = await doctor();
      expect(toMend(refused.stdout, 'storage')).toBe(
        `${storage}: you may not write to ${disk.path}`,
      );
      expect(refused.code).toBe(1);
    },
  );

  test('a host that nobody knows: exit 3', async () => {
    await using rig = project({ slurm_url: 'ann@login.invalid', storage_dir: '/scratch/ann' });
    const { code, stdout } = await rig.mrun(['doctor', 'hpc', '-y'], { env: cluster.env });
    expect(toMend(stdout, 'ssh')).toMatch(/^ssh: Could not resolve hostname login\.invalid: /);
    expect(stdout).not.toContain('test job');
    expect(code).toBe(3);
  });
});
