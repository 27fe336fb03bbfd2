import { existsSync, readFileSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, hasSlurm, startCluster } from '../../../dispatcher/test/slurm/cluster.ts';
import {
  hasSshd,
  type LoginNode,
  startLoginNode,
} from '../../../dispatcher/test/slurm/login-node.ts';
import { createRig, type Finished, type Rig } from '../rig/rig.ts';

describe.skipIf(!hasSlurm || !hasSshd)('files that somebody removes while runs go on', () => {
  let cluster: Cluster;
  let node: LoginNode;
  beforeAll(async () => {
    cluster = await startCluster({ nodes: 2 });
    node = await startLoginNode(cluster);
  });
  afterAll(async () => {
    await node?.[Symbol.asyncDispose]();
    await cluster?.[Symbol.asyncDispose]();
  });

  interface Project {
    readonly rig: Rig;
    /** The work directory. */
    readonly work: string;
    readonly mrun: (...words: readonly string[]) => Promise<Finished>;
    /** `<run> <attempt>` of each start. */
    readonly starts: () => readonly string[];
    readonly go: () => void;
    readonly states: () => Promise<readonly string[]>;
  }

  /** Submits two runs, which have begun and wait for `go`. */
  const submitted = async (where: 'here' | 'by ssh', more = ''): Promise<Project> => {
    const rig = createRig();
    const url = where === 'here' ? '' : `slurm_url: ${node.host}, `;
    const storage = where === 'here' ? rig.path('mruns') : `${node.home}/runs`;
    const ledger = rig.path('ledger');
    rig.write({
      'mrunner.yaml': `contexts:\n  hpc: {backend: slurm, ${url}storage_dir: ${storage}, time: 5m, mem: 50M, grace: 1${more}}\n`,
      'spec.yaml': 'script: sh train.sh {seed}\nargs: none\ngrid: {seed: {range: 2}}\n',
      'train.sh': `echo "$MRUNNER_RUN_INDEX $MRUNNER_ATTEMPT" >>${ledger}\nwhile [ ! -e ${rig.path('go')} ]; do sleep 0.1; done\n`,
    });
    const mrun: Project['mrun'] = (...words) =>
      rig.mrun(words, { env: { ...cluster.env, ...node.env, XDG_RUNTIME_DIR: '' } });
    const starts = (): readonly string[] =>
      existsSync(ledger) ? readFileSync(ledger, 'utf8').trim().split('\n').sort() : [];
    expect(await mrun('run', 'spec.yaml', '--context', 'hpc', '-y')).toMatchObject({ code: 0 });
    await cluster.until(() => starts().length === 2, 'both to begin');
    const directory = (await mrun('path', '0')).stdout.trim().replace(`${node.host}:`, '');
    return {
      rig,
      work: directory.replace(/\/runs\/[^/]*$/, ''),
      mrun,
      starts,
      go: () => rig.write({ go: '' }),
      states: async () =>
        JSON.parse((await mrun('status', '--json')).stdout).runs.map(
          ({ state }: { readonly state: string }) => state,
        ),
    };
  };

  const living = async (): Promise<number> =>
    (await cluster.jobs()).filter(({ state }) => /PENDING|RUNNING|COMPLETING/.test(state)).length;

  test('by ssh, all of it: it is said, nothing is started again, and mrun cancel reaches the jobs', async () => {
    const { rig, work, mrun, starts } = await submitted('by ssh');
    await using _ = rig;
    rmSync(work, { recursive: true });
    const status = await mrun('status');
    expect(status.code).toBe(0);
    expect(status.stdout.replaceAll(/\s+/g, ' ')).toContain(`files of it are gone there: ${work};`);
    expect(status.stdout).toContain('pending 2');
    expect((await mrun('resume', '-y')).stdout).toContain('It goes on by itself: pending 2');
    const cancel = await mrun('cancel', '-y');
    expect(cancel).toMatchObject({ code: 0, stderr: '' });
    expect(cancel.stdout).toContain('2 stopped: #0, #1');
    await cluster.until(async () => (await living()) === 0, 'the jobs to end');
    expect((await mrun('why', '0')).stdout).toContain('cancelled; its files are gone');
    expect(starts()).toEqual(['0 1', '1 1']);
  });

  test.each([
    ['an array', ''],
    ['a pack', ', pack: 1, parallel: 2'],
  ])(
    'by ssh, of %s: a run that ends unseen is unknown, and may be started again then',
    async (_, more) => {
      const { rig, work, mrun, starts, go, states } = await submitted('by ssh', more);
      await using _rig = rig;
      rmSync(work, { recursive: true });
      expect(await states()).toEqual(['pending', 'pending']);
      go();
      await cluster.until(async () => (await living()) === 0, 'the jobs to end');
      await cluster.until(
        async () => (await states()).every((state) => state === 'unknown'),
        'a look at their ends',
      );
      expect((await mrun('status')).stdout).toContain('its files are gone');
      expect(starts()).toEqual(['0 1', '1 1']);
      expect(await mrun('resume', '-y')).toMatchObject({ code: 0 });
      await cluster.until(() => starts().length === 4, 'both to begin again');
      await cluster.until(
        async () => (await states()).every((state) => state === 'succeeded'),
        'a look at their ends',
      );
      expect(starts()).toEqual(['0 1', '0 2', '1 1', '1 2']);
    },
  );

  test('here, directories of runs: ends are recorded, and mrun cancel reaches the job', async () => {
    const { rig, work, mrun, states } = await submitted('here');
    await using _ = rig;
    rmSync(`${work}/runs`, { recursive: true });
    expect(await states()).toEqual(['running', 'running']);
    expect((await mrun('cancel', '0')).stdout).toContain('1 stopped: #0');
    rig.write({ go: '' });
    await cluster.until(async () => (await states())[1] === 'succeeded', 'the other to end');
    expect(await states()).toEqual(['cancelled', 'succeeded']);
  });

  test('here, all of it: mrun cancel finds its jobs, and no others', async () => {
    const gone = await submitted('here');
    await using _gone = gone.rig;
    const other = await submitted('here');
    await using _other = other.rig;
    rmSync(gone.work, { recursive: true });
    const cancel = await gone.mrun('cancel', '-y');
    expect(cancel).toMatchObject({ code: 0, stderr: '' });
    expect(cancel.stdout).toMatch(/its directory is gone: .*\n {2}cancelled what .*: array \d+\n/);
    await cluster.until(async () => (await living()) === 2, 'the jobs to end');
    expect(await other.states()).toEqual(['running', 'running']);
    expect(await gone.mrun('cancel', '-y')).toMatchObject({ code: 2 });
    other.go();
    expect(await other.mrun('wait')).toMatchObject({ code: 0 });
  });
});
