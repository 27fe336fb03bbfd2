import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LaunchEvent } from '../../src/launch/launch-events.ts';
import { type SrunOptions, srunSweep } from '../../src/slurm/srun/srun-sweep.ts';
import { makeRig, meeting, type Rig, type RigOptions } from '../rig.ts';
import { type Cluster, startCluster } from './cluster.ts';
import { hasSlurm } from './has-slurm.ts';
import { killable, killWorker } from './kill-worker.ts';
import { hasSshd, startLoginNode } from './login-node.ts';

const srunRig = (cluster: Cluster, options: RigOptions): Promise<Rig> =>
  makeRig({
    ...options,
    context: {
      backend: 'slurm',
      resources: { cpu: 1, mem: 100 },
      ...options.context,
      slurm: { cmd_type: 'srun', ...options.context?.slurm },
    },
    env: (dir) => ({
      ...cluster.env,
      ...(typeof options.env === 'function' ? options.env(dir) : options.env),
    }),
  });

const launched = async (rig: Rig, options: SrunOptions = {}) => {
  const events: LaunchEvent[] = [];
  const printed: string[] = [];
  const result = await srunSweep(rig.host, rig.sweep, {
    ...options,
    observe: (event) => events.push(event),
    printed: ({ index }, bytes) => printed.push(`#${index} ${Buffer.from(bytes)}`),
  });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return { launch: result.value, events, printed };
};

describe.skipIf(!hasSlurm)('runs that srun starts', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster();
  });
  afterAll(() => cluster?.[Symbol.asyncDispose]());

  test('end as they end, with their output told as it comes', async () => {
    await using rig = await srunRig(cluster, {
      runs: [{ script: 'echo hello; exit 3' }, { script: 'echo "$SLURM_JOB_NAME"' }],
      options: { parallel: 1 },
    });
    const { launch, events, printed } = await launched(rig);
    const { why, counts } = await launch.done;
    expect({ why, counts }).toMatchObject({
      why: 'finished',
      counts: { failed: 1, succeeded: 1, planned: 0, pending: 0 },
    });
    expect(rig.status()).toMatchObject({ counts, left: { why: 'finished' } });
    expect(rig.status().of(0)).toMatchObject({ exitCode: 3, reason: { kind: 'exit' } });
    expect(events.map((it) => ('run' in it ? `${it.type} ${it.run.index}` : it.type))).toEqual([
      'started 0',
      'ended 0',
      'started 1',
      'ended 1',
    ]);
    expect(printed[0]).toBe('#0 hello\n');
    expect(printed[1]).toMatch(/^#1 mr-test-r\w+-\w{5}-1\n$/);
    const jobs = (await cluster.jobs()).filter(({ name }) =>
      name.includes(launch ? 'mr-test' : ''),
    );
    expect(jobs.every(({ task }) => task === undefined)).toBe(true);
  });

  test('run side by side, as many as parallel says', async () => {
    const pipe = '"$MRUNNER_EXP_DIR_PATH/../pipe"';
    const runs = [
      `mkfifo ${pipe}; echo hi >${pipe}`,
      `while ! [ -p ${pipe} ]; do sleep 0.05; done; cat ${pipe}`,
    ];
    await using rig = await srunRig(cluster, {
      runs: runs.map((script) => ({ script })),
      options: { parallel: 2 },
    });
    const { launch } = await launched(rig);
    expect((await launch.done).counts).toMatchObject({ succeeded: 2 });
    expect(rig.read(1, 'log.1')).toBe('hi\n');
  });

  test('are a launch failure with the words of srun when Slurm refuses them', async () => {
    await using rig = await srunRig(cluster, {
      runs: [{ script: 'true' }],
      context: { resources: { partition: 'nope' } },
    });
    const { launch } = await launched(rig);
    expect((await launch.done).counts).toMatchObject({ failed: 1 });
    expect(rig.status().of(0).reason).toMatchObject({
      kind: 'launch',
      text: expect.stringContaining('nvalid partition'),
    });
  });

  test('may end with the code that srun has for errors of its own', async () => {
    await using rig = await srunRig(cluster, { runs: [{ script: 'exit 222' }] });
    const { launch } = await launched(rig);
    await launch.done;
    expect(rig.status().of(0)).toMatchObject({ exitCode: 222, reason: { kind: 'exit' } });
  });

  test('are stopped by TERM, and the rest is not started', async () => {
    await using on = meeting('/tmp', `srun-${process.pid}-stop`);
    // Slurm sends TERM to every process, so sleep may end before the shell hears of it; the worker sends it once more.
    const script = `trap 'trap "" TERM; echo saved; exit 85' TERM; echo on >${on.path}; while :; do sleep 1 & wait; done`;
    await using rig = await srunRig(cluster, {
      runs: [{ script }, { script: 'true' }],
      options: { parallel: 1 },
    });
    const { launch } = await launched(rig);
    await on.hear();
    launch.stop('term');
    const { why, counts } = await launch.done;
    expect({ why, counts }).toMatchObject({ why: 'interrupted', counts: { planned: 1 } });
    expect(rig.status().of(0)).toMatchObject({ exitCode: 85, reason: { kind: 'interrupted' } });
    expect(rig.read(0, 'log.1')).toBe('saved\n');
    const { launch: next } = await launched(rig);
    expect((await next.done).counts).toMatchObject({ succeeded: 1, failed: 1 });
  });

  test('that wait for resources are given up at once, and stay planned', async () => {
    await using rig = await srunRig(cluster, {
      runs: [{ script: 'true' }],
      context: { slurm: { sbatch_options: ['--hold'] } },
    });
    const { launch } = await launched(rig);
    await cluster.until(async () =>
      (await cluster.jobs()).some(({ state }) => state === 'PENDING'),
    );
    launch.stop('term');
    expect((await launch.done).counts).toMatchObject({ planned: 1 });
  });

  test('are tried again as retries say, and no more start after so many failures', async () => {
    const runs = [
      { script: '[ "$MRUNNER_ATTEMPT" = 2 ] || exit 4' },
      { script: 'exit 5' },
      { script: 'true' },
    ];
    await using rig = await srunRig(cluster, {
      runs,
      options: { parallel: 1, retries: 1, maxFailures: 1 },
    });
    const { launch, events } = await launched(rig);
    expect(await launch.done).toMatchObject({
      why: 'max-failures',
      counts: { succeeded: 1, failed: 1, planned: 1 },
    });
    const ends = events.flatMap((event) =>
      event.type === 'ended' ? [[event.run.index, event.run.attempt, event.again]] : [],
    );
    expect(ends).toEqual([
      [0, 1, true],
      [0, 2, false],
      [1, 1, true],
      [1, 2, false],
    ]);
  });

  test('stop with their siblings when a member of their composite fails', async () => {
    const scripts = ['sleep 60', 'sleep 0.3; exit 3'];
    await using rig = await srunRig(cluster, {
      runs: scripts.map((script, i) => ({
        script,
        composite: { name: 'pair', member: `m${i}`, first: 0, size: 2, onFailure: 'stop' as const },
      })),
      options: { parallel: 1 },
    });
    const { launch } = await launched(rig);
    expect((await launch.done).counts).toMatchObject({ failed: 1, cancelled: 1 });
  });

  test('of a composite are cancelled while they wait for resources, and end with a member that Slurm killed', async () => {
    await using on = meeting('/tmp', `srun-${process.pid}-killed`);
    const pair = { name: 'pair', first: 0, size: 2, onFailure: 'stop' as const };
    await using rig = await srunRig(cluster, {
      runs: ['learner', 'actor'].map((member) => ({
        script: `echo on >${on.path}; ${killable}`,
        composite: { ...pair, member },
      })),
      // One of them has all there is.
      context: {
        resources: { cpu: 4, mem: 20 },
        slurm: { sbatch_options: ['--nodelist=n1'] },
      },
      options: { parallel: 2 },
    });
    const { launch } = await launched(rig);
    await on.hear();
    const job = (await cluster.jobs()).find(({ state }) => state === 'RUNNING');
    const first = [0, 1].find((index) => existsSync(rig.path(index, 'pid'))) ?? 0;
    killWorker(rig.sweep.home, `${job?.name}-0`, rig.path(first, '.'));
    expect((await launch.done).counts).toMatchObject({ failed: 1, cancelled: 1 });
    const reasons = [0, 1].map((index) => rig.status().of(index).reason);
    expect(reasons.find((reason) => reason?.kind === 'cancelled')?.text).toBe(
      'another member of its composite failed first',
    );
    expect(rig.status().counts).toMatchObject({ failed: 1, cancelled: 1 });
  });

  test('inside an allocation are steps of it, which stays when they are stopped', async () => {
    await using on = meeting('/tmp', `srun-${process.pid}-step`);
    const words = ['salloc', '--no-shell', '-n1', '-c2', '--mem=400', '--job-name=mine'];
    const { stderr } = await cluster.run(words);
    const job = /Granted job allocation (\d+)/.exec(stderr)?.[1] ?? '';
    await using rig = await srunRig(cluster, {
      runs: [
        { script: 'echo "$SLURM_JOB_ID"' },
        { script: `echo on >${on.path}; sleep 60`, cwd: '/tmp' },
      ],
      options: { parallel: 2 },
      env: { SLURM_JOB_ID: job },
    });
    const { launch } = await launched(rig);
    await on.hear();
    await rig.until(() => rig.status().of(0).state === 'succeeded');
    launch.stop('term');
    expect((await launch.done).counts).toMatchObject({ succeeded: 1, cancelled: 1 });
    expect(rig.read(0, 'log.1')).toBe(`${job}\n`);
    const mine = (await cluster.jobs()).find(({ array }) => array === job);
    expect(mine?.state).toBe('RUNNING');
    execFileSync('scancel', [job], { env: { ...process.env, ...cluster.env } });
  });

  test.skipIf(!hasSshd)('are started from a laptop over ssh', async () => {
    await using login = await startLoginNode(cluster);
    await using on = meeting('/tmp', `srun-${process.pid}-ssh`);
    await using rig = await srunRig(cluster, {
      project: { 'data.txt': 'from the snapshot' },
      runs: [
        { script: 'cat data.txt; echo; exit 3' },
        { script: 'cat data.txt; echo' },
        { script: `echo on >${on.path}; exec sleep 60` },
      ],
      context: { slurm: { slurm_url: login.host } },
      options: { parallel: 2 },
      env: login.env,
    });
    const { launch, events, printed } = await launched(rig);
    await on.hear();
    await rig.until(() => events.filter(({ type }) => type === 'ended').length === 2);
    launch.stop('term');
    expect((await launch.done).counts).toMatchObject({ failed: 1, succeeded: 1, cancelled: 1 });
    expect(rig.status().of(0)).toMatchObject({ exitCode: 3 });
    expect(rig.status().of(2)).toMatchObject({ exitCode: 143 });
    expect(printed.toSorted()).toEqual(['#0 from the snapshot\n', '#1 from the snapshot\n']);
  });
});
