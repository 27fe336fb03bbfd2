import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, hasSlurm, startCluster } from '../../../dispatcher/test/slurm/cluster.ts';
import {
  hasSshd,
  type LoginNode,
  startLoginNode,
} from '../../../dispatcher/test/slurm/login-node.ts';
import { createRig, type Finished, type Rig, type Started } from '../rig/rig.ts';

describe.skipIf(!hasSlurm || !hasSshd)('a sweep on a cluster that ssh leads to', () => {
  let cluster: Cluster;
  let node: LoginNode;
  beforeAll(async () => {
    cluster = await startCluster({ nodes: 2 });
    node = await startLoginNode(cluster, { loginShell: 'tcsh', noise: 'Welcome!' });
  });
  afterAll(async () => {
    await node?.[Symbol.asyncDispose]();
    await cluster?.[Symbol.asyncDispose]();
  });

  const env = () => ({ ...cluster.env, ...node.env, XDG_RUNTIME_DIR: '' });
  const mrun = (rig: Rig, ...words: string[]): Promise<Finished> => rig.mrun(words, { env: env() });
  const start = (rig: Rig, ...words: string[]): Started => rig.start(words, { env: env() });

  /** Submits one run for each text of a script, in which `$1` is its number. */
  const submitted = async (script: string, count = 2): Promise<Rig> => {
    const rig = createRig();
    rig.write({
      'mrunner.yaml': `contexts:\n  hpc: {backend: slurm, slurm_url: root@hpc, storage_dir: ${node.home}/runs, time: 5m, mem: 50M, grace: 2}\n`,
      'spec.yaml': `script: sh train.sh {seed}\nargs: none\ngrid: {seed: {range: ${count}}}\n`,
      'train.sh': `${script}\n`,
    });
    expect(await mrun(rig, 'run', 'spec.yaml', '--context', 'hpc', '-y')).toMatchObject({
      code: 0,
      stderr: '',
    });
    return rig;
  };

  const over = (): Promise<void> =>
    cluster.until(
      async () =>
        (await cluster.jobs()).every(({ state }) => /COMPLETED|FAILED|CANCELLED/.test(state)),
      'all jobs to end',
    );

  /** The directory of a run there, by what `mrun path` says. */
  const pathOf = async (rig: Rig, run: string): Promise<string> => {
    const { stdout } = await mrun(rig, 'path', run);
    expect(stdout).toMatch(/^root@hpc:\/.*\n$/);
    return stdout.trim().replace('root@hpc:', '');
  };

  test('logs are shown and followed where they are, and nothing of them is kept here', async () => {
    await using rig = await submitted(
      'echo "seed $1"; while [ ! -e "$MRUNNER_EXP_DIR_PATH/go" ]; do sleep 0.1; done; echo last >&2; exit 3',
    );
    const directory = await pathOf(rig, '1');
    const following = start(rig, 'logs', '1', '-f', '--exit-code');
    await following.says('seed 1');
    for (const run of ['0', '1']) {
      const there = await pathOf(rig, run);
      await cluster.until(() => existsSync(there), `run ${run} to begin`);
      await cluster.run(['touch', join(there, 'go')]);
    }
    expect(await following.done).toMatchObject({ code: 3, stdout: 'seed 1\nlast\n' });
    await over();
    expect((await mrun(rig, 'logs', '0')).stdout).toBe('seed 0\nlast\n');
    expect((await mrun(rig, 'logs', '0-1', '--tail', '1')).stdout).toMatch(
      /==> #0 .*\nlast\n==> #1 .*\nlast\n/,
    );
    const why = await mrun(rig, 'why', '1');
    expect(why.stdout).toContain('\n  last\n');
    expect(why.stdout).toContain(`root@hpc:${directory}/log.1`);
    expect(why.stdout).toMatch(/job +\d+_1 on /);
    const show = await mrun(rig, 'show', '1');
    expect(show.stdout).toContain(`directory   root@hpc:${directory}\n`);
    expect(show.stdout).toMatch(/\n *cwd +root@hpc:\//);
    expect(show.stdout).toContain(`RESOURCE_DIR_PATH=${directory}\n`);
    expect(rig.files('..').filter((path) => path.includes('/log.'))).toEqual([]);
  });

  test('mrun fetch brings whole directories, once, and leaves what is newer here alone', async () => {
    await using rig = await submitted(
      'cd "$MRUNNER_EXP_DIR_PATH"; mkdir out; echo "model $1" >out/model; head -c 300000 /dev/zero >out/zeros; ln -s model out/newest; echo said',
    );
    await over();
    const fetched = await mrun(rig, 'fetch', '0-1', '--json');
    expect(JSON.parse(fetched.stdout).sweeps).toEqual([
      expect.objectContaining({ runs: 2, before: [], missing: [], going: [], kept: [] }),
    ]);
    const again = await mrun(rig, 'fetch', '0-1');
    expect(again.stdout).toContain('here already: #0, #1');
    const sessions = node.commands().length;
    expect((await mrun(rig, 'logs', '1')).stdout).toBe('said\n');
    expect(node.commands().length).toBe(sessions);
    expect((await mrun(rig, 'fetch', '1', '--to', 'got')).stdout).toMatch(/1 run, \d+ files, /);
    expect(rig.read('got/1-spec/out/newest')).toBe('model 1\n');
    rig.write({ 'got/1-spec/out/model': 'mine\n' });
    const kept = await mrun(rig, 'fetch', '1', '--to', 'got');
    expect(kept.stdout).toContain('newer here, so left alone: got/1-spec/out/model');
    expect(rig.read('got/1-spec/out/model')).toBe('mine\n');
  });

  test('mrun cancel and rm reach what is there', async () => {
    await using rig = await submitted('echo on; exec sleep 300');
    const directory = await pathOf(rig, '0');
    const log = join(directory, 'log.1');
    await cluster.until(() => existsSync(log) && readFileSync(log, 'utf8') === 'on\n', 'a word');
    const living = await mrun(rig, 'rm', '-y');
    expect(living.code).toBe(2);
    expect(living.stderr).toContain('may be running');
    const cancel = await mrun(rig, 'cancel', '-y');
    expect(cancel).toMatchObject({ code: 0, stderr: '' });
    await over();
    const asked = await mrun(
      rig,
      'rm',
      (await mrun(rig, 'list')).stdout.match(/[a-z]+-[a-z]+/)?.[0] ?? '',
    );
    expect(asked.code).toBe(2);
    expect(asked.stderr).toContain('Add -y');
    expect(readFileSync(join(directory, 'log.1'), 'utf8')).toBe('on\n');
    expect(await mrun(rig, 'rm', '-y')).toMatchObject({ code: 0, stderr: '' });
    expect(existsSync(join(directory, '../..'))).toBe(false);
  });

  test('without the cluster nothing is removed there, unless that is wished', async () => {
    await using rig = await submitted('true', 1);
    const directory = await pathOf(rig, '0');
    await over();
    await mrun(rig, 'login', 'hpc', '--end');
    node.allowLogin(false);
    try {
      expect((await mrun(rig, 'debug', '0')).stderr).toContain('mrun debug 0 --context local');
      expect(await mrun(rig, 'debug', '0', '--context', 'local')).toMatchObject({ code: 0 });
      expect(await mrun(rig, 'code', '0', '--to', 'code')).toMatchObject({ code: 0 });
      const logs = await mrun(rig, 'logs', '0');
      expect(logs.code).toBe(3);
      expect(logs.stderr).toContain('mrun login hpc');
      const refused = await mrun(rig, 'rm', '-y');
      expect(refused.code).toBe(3);
      expect(refused.stderr).toContain('--here-only');
      const here = await mrun(rig, 'rm', '-y', '--here-only');
      expect(here).toMatchObject({ code: 0, stderr: '' });
      expect(here.stdout).toContain(`stays  root@hpc:${join(directory, '../..')}`);
    } finally {
      node.allowLogin(true);
    }
    expect(existsSync(directory)).toBe(true);
  });

  test('what somebody removed there is said to be gone, and can still be removed here', async () => {
    await using rig = await submitted('echo "seed $1"', 2);
    const directory = await pathOf(rig, '0');
    const home = join(directory, '../..');
    await over();
    expect(await mrun(rig, 'wait')).toMatchObject({ code: 0 });
    rmSync(directory, { recursive: true });
    const gone = `its directory is gone there: root@hpc:${directory}\n`;
    for (const words of [
      ['logs', '0'],
      ['logs', '0', '-f'],
      ['logs', '0', '--json'],
    ]) {
      const { code, stderr } = await mrun(rig, ...words);
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(gone) });
    }
    expect((await mrun(rig, 'why', '0')).stdout).toContain(gone);
    expect((await mrun(rig, 'logs', '1')).stdout).toBe('seed 1\n');
    rmSync(home, { recursive: true });
    expect((await mrun(rig, 'logs', '1')).stderr).toContain('its directory is gone there');
    expect(await mrun(rig, 'rm', '-y')).toMatchObject({ code: 0, stderr: '' });
  });

  test('what was removed there while it goes on is to be cancelled first, or goes here only', async () => {
    await using rig = await submitted('exec sleep 300', 1);
    const directory = await pathOf(rig, '0');
    await cluster.until(() => existsSync(join(directory, 'log.1')), 'a start');
    rmSync(join(directory, '../..'), { recursive: true });
    const refused = await mrun(rig, 'rm', '-y');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/may be running.*\n.*mrun cancel [a-z]+-[a-z]+/);
    expect(await mrun(rig, 'rm', '-y', '--here-only')).toMatchObject({ code: 0, stderr: '' });
    await cluster.run(['scancel', '--user=root']);
    await over();
  });
});
