import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, hasSlurm, startCluster } from '../../../dispatcher/test/slurm/cluster.ts';
import {
  hasSshd,
  type LoginNode,
  startLoginNode,
} from '../../../dispatcher/test/slurm/login-node.ts';
import { asReal, shim } from '../../../dispatcher/test/slurm/shims.ts';
import { createRig, type Rig } from '../rig/rig.ts';

describe.skipIf(!hasSlurm || !hasSshd)('mrun run on a Slurm that ssh leads to', () => {
  let cluster: Cluster;
  let node: LoginNode;
  let bin: string;
  beforeAll(async () => {
    cluster = await startCluster();
    bin = join(cluster.directory, 'shims');
    mkdirSync(bin);
    node = await startLoginNode(cluster, { proxied: true, path: `${bin}:/usr/sbin:/usr/bin:/bin` });
  });
  afterAll(async () => {
    await node[Symbol.asyncDispose]();
    await cluster[Symbol.asyncDispose]();
  });

  let made = 0;
  /** A project whose runs go to a storage directory of their own there. */
  const project = (more = ''): { rig: Rig; storage: string; ledger: () => string[] } => {
    const rig = createRig();
    const storage = join(cluster.directory, `scratch-${made++}`);
    mkdirSync(storage);
    rig.write({
      'mrunner.yaml': `contexts:\n  hpc: {backend: slurm, slurm_url: ${node.host}, storage_dir: ${storage}, time: 5m, mem: 50M${more}}\n`,
      'spec.yaml': 'script: sh train.sh {seed}\nargs: none\ngrid: {seed: {range: 3}}\n',
      'train.sh': `echo "$1" >>${storage}/ledger; echo "seed $1 in $PWD"; printf '{"seed": %s}' "$1" >"$MRUNNER_EXP_DIR_PATH/result.json"\n`,
    });
    const ledger = (): string[] =>
      existsSync(join(storage, 'ledger'))
        ? readFileSync(join(storage, 'ledger'), 'utf8').trim().split('\n').sort()
        : [];
    return { rig, storage, ledger };
  };
  const mrun = (rig: Rig, ...words: string[]) => rig.mrun(words, { env: { PATH: node.env.PATH } });
  const run = (rig: Rig, ...words: string[]) =>
    mrun(rig, 'run', 'spec.yaml', '--context', 'hpc', '-y', ...words);
  const allEnded = () =>
    cluster.until(
      async () =>
        (await cluster.jobs()).every(({ state }) => /COMPLETED|FAILED|CANCELLED/.test(state)),
      'the jobs to end',
    );

  test('sends the code once, submits in three round trips at most, and tells how runs ended', async () => {
    const { rig, storage, ledger } = project();
    await using _ = rig;
    const before = node.commands().length;
    const first = await run(rig);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toMatch(/sending {4}\d+ files, /);
    expect(node.commands().length - before).toBeLessThanOrEqual(3);
    await allEnded();
    expect(ledger()).toEqual(['0', '1', '2']);
    const { counts, runs } = JSON.parse((await mrun(rig, 'status', '--json')).stdout);
    expect(counts).toMatchObject({ succeeded: 3 });
    expect((await mrun(rig, 'results')).stdout).toMatch(/seed/);
    expect(runs[0].dir).toContain('/state/mrunner/sweeps/');
    expect(readdirSync(join(storage, '.mrunner/code'))).toHaveLength(1);
    const again = node.commands().length;
    const second = await run(rig);
    expect(second.stdout).toContain('not sent again');
    expect(node.commands().length - again).toBeLessThanOrEqual(2);
    await allEnded();
    expect(ledger()).toHaveLength(6);
  });

  test('values of secrets reach runs, stand in no file of the sweep, and go when it has ended', async () => {
    const { rig, storage } = project(', secrets: [TOKEN]');
    await using _ = rig;
    rig.write({ 'train.sh': 'printf %s "$TOKEN" | md5sum\n' });
    const env = { PATH: node.env.PATH, TOKEN: 's3cr3t value' };
    const words = ['run', 'spec.yaml', '--context', 'hpc', '-y'];
    expect(await rig.mrun(words, { env })).toMatchObject({ code: 0, stderr: '' });
    await allEnded();
    const { sweep, counts, runs } = JSON.parse((await mrun(rig, 'status', '--json')).stdout);
    expect(counts).toMatchObject({ succeeded: 3 });
    const { stdout } = await cluster.run(['grep', '-rlF', 's3cr3t', storage, rig.directory]);
    expect(stdout).toBe('');
    expect(runs).toHaveLength(3);
    expect(existsSync(join(node.home, '.mrunner/private', sweep))).toBe(false);
  });

  test('links lead to the storage directory, and a set-up is done once for all sweeps', async () => {
    const { rig, storage, ledger } = project(
      ", link: [data], setup: 'cat data/words; echo x >>../set-ups'",
    );
    await using _ = rig;
    const refused = await run(rig);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(`${storage}/data does not exist there`);
    mkdirSync(join(storage, 'data'));
    writeFileSync(join(storage, 'data/words'), 'hello\n');
    for (let sweeps = 0; sweeps < 2; sweeps++) {
      expect(await run(rig)).toMatchObject({ code: 0, stderr: '' });
    }
    expect(readFileSync(join(storage, '.mrunner/code/set-ups'), 'utf8')).toBe('x\n');
    await allEnded();
    expect(ledger()).toHaveLength(6);
  });

  test('code there goes with the last sweep that uses it, and is sent again to the next one', async () => {
    const { rig, storage } = project(", setup: 'echo ready >made'");
    await using _ = rig;
    const names = (): string[] => readdirSync(join(storage, '.mrunner/code'));
    const submitted = async (): Promise<string> => {
      const { code, stdout } = await run(rig);
      expect(code).toBe(0);
      return /sweep {6}(\S+)/.exec(stdout)?.[1] ?? '';
    };
    const first = await submitted();
    const second = await submitted();
    await allEnded();
    expect(names().filter((name) => name.endsWith('.ready'))).toHaveLength(1);
    expect(await mrun(rig, 'rm', first, '-y')).toMatchObject({ code: 0, stderr: '' });
    expect(names().filter((name) => name.endsWith('.ready'))).toHaveLength(1);
    expect(await mrun(rig, 'rm', second, '-y')).toMatchObject({ code: 0, stderr: '' });
    expect(names()).toEqual([]);
    expect(readdirSync(join(storage, '.mrunner/used'))).toEqual([]);
    await submitted();
    await allEnded();
    expect(JSON.parse((await mrun(rig, 'status', '--json')).stdout).counts).toMatchObject({
      succeeded: 3,
    });
  });

  test('a set-up that fails there is shown, and nothing is submitted', async () => {
    const { rig, ledger } = project(", setup: 'echo no compiler here; exit 4'");
    await using _ = rig;
    const { code, stderr } = await run(rig);
    expect(code).toBe(2);
    expect(stderr).toContain('no compiler here');
    expect(ledger()).toEqual([]);
  });

  test('a connection that breaks while sbatch works makes no second array', async () => {
    const { rig, ledger } = project();
    await using _ = rig;
    const called = join(cluster.directory, 'called');
    // It returns when the connection is gone.
    shim(
      bin,
      'sbatch',
      `case "$*" in *--test-only*) ${asReal} ;; esac; touch ${called}; while [ -e ${called} ]; do sleep 0.1; done; ${asReal}`,
    );
    const started = rig.start(['run', 'spec.yaml', '--context', 'hpc', '-y'], {
      env: { PATH: node.env.PATH },
    });
    await cluster.until(() => existsSync(called), 'sbatch to be called');
    node.proxy.cut();
    rmSync(called);
    rmSync(join(bin, 'sbatch'));
    const { code } = await started.done;
    expect([0, 3]).toContain(code);
    if (code === 3) expect(await mrun(rig, 'resume')).toMatchObject({ code: 0 });
    await allEnded();
    expect(ledger()).toEqual(['0', '1', '2']);
    const { counts } = JSON.parse((await mrun(rig, 'status', '--json')).stdout);
    expect(counts).toMatchObject({ succeeded: 3 });
  });
});
