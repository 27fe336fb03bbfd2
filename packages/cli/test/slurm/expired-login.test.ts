import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, hasSlurm, startCluster } from '../../../dispatcher/test/slurm/cluster.ts';
import {
  hasSshd,
  type LoginNode,
  startLoginNode,
} from '../../../dispatcher/test/slurm/login-node.ts';
import { createRig } from '../rig/rig.ts';

describe.skipIf(!hasSlurm || !hasSshd)('when a login has expired', () => {
  let cluster: Cluster;
  let node: LoginNode;
  beforeAll(async () => {
    cluster = await startCluster({ nodes: 1 });
    node = await startLoginNode(cluster);
  });
  afterAll(async () => {
    await node?.[Symbol.asyncDispose]();
    await cluster?.[Symbol.asyncDispose]();
  });

  test('status shows what is known and what to type, and mrun cancel is carried out after the login', async () => {
    await using rig = createRig();
    rig.write({
      'mrunner.yaml': `contexts:\n  hpc: {backend: slurm, slurm_url: root@hpc, storage_dir: ${node.home}/runs, time: 5m, mem: 50M, grace: 1}\n`,
      'spec.yaml': 'script: sleep 300\nargs: none\ngrid: {seed: {range: 6}}\n',
    });
    const env = { ...cluster.env, ...node.env, XDG_RUNTIME_DIR: rig.path() };
    const mrun = (...words: string[]) => rig.mrun(words, { env });
    const counts = async (): Promise<unknown> =>
      JSON.parse((await mrun('status', '--json')).stdout).counts;
    const isRunning = async (count: number): Promise<boolean> =>
      (await cluster.jobs()).filter(({ state }) => state === 'RUNNING').length === count;

    expect(await mrun('run', 'spec.yaml', '--context', 'hpc', '-y')).toMatchObject({ code: 0 });
    await cluster.until(() => isRunning(4), 'four runs');
    const known = await counts();
    await mrun('login', 'hpc', '--end');
    node.allowLogin(false);
    try {
      // What is younger than ten seconds is not asked again.
      await cluster.until(async () => (await mrun('status')).code === 3, 'the next question');
      const status = await mrun('status');
      expect(status.code).toBe(3);
      expect(status.stdout).toMatch(
        /known as of \d\d:\d\d \(.* ago\): root@hpc asks for a password.*type: mrun login hpc/s,
      );
      expect(await counts()).toEqual(known);
      const cancel = await mrun('cancel', '-y');
      expect(cancel.code).toBe(3);
      expect(cancel.stdout).toContain('mrun login hpc');
      expect(await isRunning(4)).toBe(true);
      expect(await counts()).toEqual(known);
    } finally {
      node.allowLogin(true);
    }
    expect(await mrun('login', 'hpc')).toMatchObject({ code: 0 });
    expect((await mrun('status')).code).toBe(0);
    await cluster.until(() => isRunning(0), 'all to be cancelled');
    const wait = await mrun('wait');
    expect(wait).toMatchObject({ stdout: 'cancelled 6\n' });
  });
});
