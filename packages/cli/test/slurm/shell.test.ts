import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, hasSlurm, startCluster } from '../../../dispatcher/test/slurm/cluster.ts';
import { hasSshd, startLoginNode } from '../../../dispatcher/test/slurm/login-node.ts';
import { createRig, type Rig, type RunOptions } from '../rig/rig.ts';
import { hasTerminals, onTerminal } from '../rig/terminal.ts';

describe.skipIf(!hasSlurm || !hasTerminals())('mrun shell', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster({ nodes: 1 });
  });
  afterAll(() => cluster?.[Symbol.asyncDispose]());

  /** A project with a sweep of two runs, of which the first goes on and the second can't start yet. */
  const begun = async (
    more: { readonly [name: string]: string } = {},
    keys = 'storage_dir: ./mruns',
  ): Promise<Rig> => {
    const made = createRig();
    const env = { ...cluster.env, ...more };
    const mrun = (words: readonly string[], options: RunOptions = {}) =>
      made.mrun(words, { ...options, env: { ...env, ...options.env } });
    const rig: Rig = { ...made, env: { ...made.env, ...env }, mrun };
    rig.write({
      'mrunner.yaml': `contexts:\n  hpc: {backend: slurm, ${keys}, cpu: 4, mem: 50M, time: 5m}\n`,
      'spec.yaml':
        'script: sh train.sh\nargs: none\nenv: {GREETING: "it\'s\\ntwo lines"}\ngrid: {seed: {range: 2}}\n',
      'train.sh': 'cd "$RESOURCE_DIR_PATH"; sleep 600\n',
    });
    const { code, stderr } = await rig.mrun(['run', 'spec.yaml', '--context', 'hpc', '-y']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    await cluster.until(async () => {
      const { stdout } = await rig.mrun(['status', '--json']);
      return JSON.parse(stdout).counts.running === 1;
    }, 'the first run');
    return rig;
  };

  const visit = async (rig: Rig, directory: string): Promise<void> => {
    const terminal = onTerminal(rig, 'shell 0');
    await terminal.says('environment and directory of process');
    // In two parts, so that what is typed is not taken for what is said.
    terminal.type('echo "<$GREETING> $MRUNNER_RUN_INDEX in ""$(pwd) $SLURM_JOB_NAME"; exit 7\n');
    const { code, text } = await terminal.done;
    expect(text).toContain(`<it's\ntwo lines> 0 in ${directory}`);
    expect(code).toBe(7);
  };

  test('is where the run is, with its environment', async () => {
    await using rig = await begun();
    const { stdout } = await rig.mrun(['path', '0']);
    await visit(rig, stdout.trim());
    const pending = onTerminal(rig, 'shell 1');
    expect((await pending.done).code).toBe(1);
    expect(pending.text()).toContain('does not run: it is pending');
    const piped = await rig.mrun(['shell', '0']);
    expect(piped).toMatchObject({ code: 2, stderr: 'mrun shell needs a terminal.\n' });
    await rig.mrun(['cancel', '-y']);
  });

  test.skipIf(!hasSshd)('goes there by ssh, through any login shell', async () => {
    await using node = await startLoginNode(cluster, { loginShell: 'tcsh', noise: 'Welcome!' });
    const keys = `slurm_url: hpc, storage_dir: ${join(node.home, 'runs')}`;
    await using rig = await begun({ ...node.env, XDG_RUNTIME_DIR: '' }, keys);
    await visit(rig, join(node.home, 'runs'));
    await rig.mrun(['cancel', '-y']);
    await rig.mrun(['login', 'hpc', '--end']);
  });

  test('says where runs on this machine are', async () => {
    await using rig = createRig();
    rig.write({ 'spec.yaml': 'script: "true"\nargs: none\n' });
    await rig.mrun(['run', 'spec.yaml']);
    const { code, stderr } = await rig.mrun(['shell', '0']);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: '#0 is on this machine: cd $(mrun path 0)\n',
    });
  });
});
