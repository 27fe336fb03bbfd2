import { describe, expect, test } from 'vitest';
import { hasSlurm, startCluster } from '../../../dispatcher/test/slurm/cluster.ts';
import {
  hasSshd,
  type LoginNode,
  type LoginNodeOptions,
  startLoginNode,
} from '../../../dispatcher/test/slurm/login-node.ts';
import { createRig, type Rig } from '../rig/rig.ts';
import { hasTerminals, onTerminal } from '../rig/terminal.ts';

/** A project on a laptop whose context `hpc` leads to a login node; what it connects to ends with it. */
interface Laptop extends AsyncDisposable {
  readonly rig: Rig;
  readonly node: LoginNode;
}

async function laptop(options: LoginNodeOptions = {}): Promise<Laptop> {
  const cluster = await startCluster({ nodes: 1 });
  const node = await startLoginNode(cluster, options);
  const made = createRig();
  const { XDG_RUNTIME_DIR: _, ...env } = made.env;
  const rig: Rig = {
    ...made,
    env: { ...env, ...node.env },
    mrun: (words, more) => made.mrun(words, { ...more, env: { ...more?.env, ...node.env } }),
  };
  rig.write({
    'mrunner.yaml': `contexts:\n  hpc: {backend: slurm, slurm_url: hpc, storage_dir: ${node.home}/runs}\n  here: {backend: slurm, storage_dir: ./runs}\n`,
  });
  return {
    rig,
    node,
    [Symbol.asyncDispose]: async () => {
      await rig.mrun(['login', 'hpc', '--end']);
      await made[Symbol.asyncDispose]();
      await node[Symbol.asyncDispose]();
      await cluster[Symbol.asyncDispose]();
    },
  };
}

describe.skipIf(!hasSlurm || !hasSshd)('mrun login', () => {
  test('connects by keys without a question, once, and says what is there', async () => {
    await using it = await laptop();
    // Its output is a pipe, which the connection in the background must not hold open.
    const first = await it.rig.mrun(['login', 'hpc']);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toContain('Logged in to hpc. The connection stays');
    expect(first.stdout).toMatch(/root on \S+, Slurm \d+\.\d+.*, cluster mrtest/);
    const second = await it.rig.mrun(['login', 'hpc']);
    expect(second.stdout).toContain('You are logged in to hpc.');
    expect(it.node.connections()).toBe(1);
    const ended = await it.rig.mrun(['login', 'hpc', '--end']);
    expect(ended.stdout).toBe('The connection of hpc is ended.\n');
    const again = await it.rig.mrun(['login', 'hpc', '--end']);
    expect(again.stdout).toBe('There is no connection of hpc to end.\n');
  });

  test.skipIf(!hasTerminals())('asks on the terminal, once for all commands', async () => {
    await using it = await laptop({ passphrase: 'open sesame' });
    const refused = await it.rig.mrun(['login', 'hpc']);
    expect(refused.code).toBe(3);
    expect(refused.stderr).toContain('there is no terminal to ask on');
    const terminal = onTerminal(it.rig, 'login hpc');
    await terminal.says('Enter passphrase');
    terminal.type('open sesame\n');
    expect(await terminal.done).toMatchObject({ code: 0 });
    expect(terminal.text()).toContain('Logged in to hpc.');
    const connections = it.node.connections();
    const later = await it.rig.mrun(['login', 'hpc', '--json']);
    expect(JSON.parse(later.stdout)).toMatchObject({ isOld: true, facts: { user: 'root' } });
    expect(it.node.connections()).toBe(connections);
  });

  test.skipIf(!hasTerminals())('fails with what ssh said where it is not let in', async () => {
    await using it = await laptop({ passphrase: 'open sesame' });
    const terminal = onTerminal(it.rig, 'login hpc');
    await terminal.says('Enter passphrase');
    terminal.type('\n');
    await terminal.says('Permission denied');
    expect((await terminal.done).code).toBe(3);
  });

  test('is what status asks for when it has expired, which shows what was known', async () => {
    await using it = await laptop();
    it.rig.write({ 'spec.yaml': 'script: "true"\nargs: none\n' });
    const run = await it.rig.mrun(['run', 'spec.yaml', '--context', 'hpc', '-y']);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    await it.rig.mrun(['login', 'hpc', '--end']);
    it.node.allowLogin(false);
    const { code, stdout, stderr } = await it.rig.mrun(['status']);
    expect(stdout + stderr).toMatch(/hpc asks for a password.*mrun login hpc/s);
    expect(code).toBe(3);
    it.node.allowLogin(true);
    expect((await it.rig.mrun(['login', 'hpc'])).code).toBe(0);
  });

  test('has nothing to do for a cluster on this machine, and for no cluster at all', async () => {
    await using rig = createRig();
    const local = await rig.mrun(['login', 'local']);
    expect(local).toMatchObject({
      code: 2,
      stderr: 'local is local: there is nothing to log in to.\n',
    });
    const missing = await rig.mrun(['login', 'hcp']);
    expect(missing.code).toBe(2);
  });
});
