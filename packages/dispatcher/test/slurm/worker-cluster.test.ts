import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { BatchOrder } from '../../src/task/batch-order.ts';
import type { RunOfPack } from '../work-rig.ts';
import { type Cluster, hasSlurm, startCluster } from './cluster.ts';
import { type WorkerRig, workerRig } from './worker-rig.ts';

const token = 'mr-brave-otter-abcde-0';
const worker = { event: 'worker' };
const start = (run: number, attempt = 1) => ({ event: 'start', run, attempt, record: run });
const exit = (run: number, code: number, attempt = 1) => ({ event: 'exit', run, attempt, code });
const again = (run: number, attempt = 1) => ({ event: 'again', run, attempt });
const asked = (run: number, signal: string) => ({ event: 'asked', run, attempt: 1, signal });
const ended = (run: number, kind: string) => ({
  event: 'ended',
  run,
  attempt: 1,
  kind,
  text: expect.any(String),
});

interface Submitted {
  readonly runs: readonly RunOfPack[];
  readonly order?: Partial<BatchOrder>;
  readonly tasks?: number;
  readonly words?: readonly string[];
}

/** Puts a batch in place and submits it. */
async function submit(cluster: Cluster, rig: WorkerRig, batch: Submitted): Promise<string> {
  const { runs, order, tasks = runs.length, words = [] } = batch;
  rig.batch({ runs, order: order ?? {} });
  const script = rig.writeWorker({ grace: 1, pace: 1 });
  const { stdout, stderr } = await cluster.run([
    ...['sbatch', '--parsable', '--export=NONE', `--job-name=${token}`],
    ...[`--array=0-${tasks - 1}`, `--output=${rig.path('batches/out/%A_%a.out')}`],
    ...['--open-mode=append', order?.requeue === true ? '--requeue' : '--no-requeue'],
    ...words,
    ...[script, token],
  ]);
  if (!/^\d+\n$/.test(stdout)) throw new Error(stderr);
  return stdout.trim();
}

const output = (rig: WorkerRig): string =>
  readdirSync(rig.path('batches/out'))
    .map((name) => rig.read(`batches/out/${name}`))
    .join('');

/** Slurm signals a run and its worker at the same time. */
const inAnyOrder = (events: readonly unknown[]): Set<unknown> => new Set(events);

const states = async (cluster: Cluster): Promise<readonly string[]> =>
  (await cluster.jobs()).map(({ state }) => state);

const allIn =
  (cluster: Cluster, ...wanted: readonly string[]) =>
  async (): Promise<boolean> =>
    (await states(cluster)).every((state) => wanted.includes(state));

describe.skipIf(!hasSlurm)('the worker of a cluster, in Slurm', () => {
  test('plain and packed tasks run all records, and its own output has nothing to complain of', async () => {
    await using cluster = await startCluster({ nodes: 2 });
    await using rig = workerRig();
    const runs = Array.from({ length: 12 }, (_, at) => ({
      command: `echo $SLURM_ARRAY_JOB_ID $HOME; exit ${at % 3}`,
    }));
    await submit(cluster, rig, { runs });
    await cluster.until(allIn(cluster, 'COMPLETED', 'FAILED'), 'the plain ones');
    for (const at of runs.keys()) {
      expect(rig.events(`${token}-${at}`)).toEqual([worker, start(at), exit(at, at % 3)]);
    }
    expect(output(rig)).toBe('');
    await using other = workerRig();
    const order = { mode: 'packed', slots: 2 } as const;
    await submit(cluster, other, { runs, order, tasks: 2, words: ['-c2'] });
    await cluster.until(allIn(cluster, 'COMPLETED', 'FAILED'), 'the packed ones');
    const slots = ['0.0', '0.1', '1.0', '1.1'].flatMap((it) => other.events(`${token}-${it}`));
    expect(slots.filter(({ event }) => event === 'exit').length).toBe(12);
    expect(output(other)).toBe('');
  });

  test('records how a run ended that scancel asked to end, also one that does not listen', async () => {
    await using cluster = await startCluster({ nodes: 1, conf: { KillWait: '5' } });
    await using rig = workerRig();
    const forEver = 'while :; do sleep 1 & wait; done';
    const id = await submit(cluster, rig, {
      runs: [
        { command: `echo >${rig.path('0')}; trap "exit 85" TERM; ${forEver}` },
        { command: `echo >${rig.path('1')}; trap "" TERM; ${forEver}` },
      ],
    });
    await cluster.until(() => ['0', '1'].every((name) => existsSync(rig.path(name))));
    await cluster.run(['scancel', id]);
    await cluster.until(() => rig.events(`${token}-1`).length === 4, 'the second end');
    expect(inAnyOrder(rig.events(`${token}-0`))).toEqual(
      inAnyOrder([worker, start(0), asked(0, 'TERM'), exit(0, 85)]),
    );
    expect(rig.events(`${token}-1`)).toEqual([worker, start(1), asked(1, 'TERM'), exit(1, 137)]);
  });

  test('a preempted task goes on with the next attempt in the same directory', async () => {
    await using cluster = await startCluster({ nodes: 1 });
    await using rig = workerRig();
    const saved = 'saved=$RESOURCE/saved; [ -e saved ] && exit 0; trap "echo >saved; exit 85" TERM';
    await submit(cluster, rig, {
      runs: [{ command: `${saved}; echo >ready; while :; do sleep 1 & wait; done`, cwd: rig.dir }],
      order: { requeue: true, retryOn: ['preempted'] },
      words: ['-c4'],
    });
    await cluster.until(() => existsSync(rig.path('ready')), 'the run');
    await cluster.run(['sbatch', '-p', 'high', '-c4', '-o', '/dev/null', '--wrap', 'sleep 1']);
    await cluster.until(() => rig.events(`${token}-0.r1`).length === 5, 'the second start');
    expect(inAnyOrder(rig.events(`${token}-0`))).toEqual(
      inAnyOrder([worker, start(0), asked(0, 'TERM'), exit(0, 85)]),
    );
    expect(rig.events(`${token}-0.r1`)).toEqual([
      ...[worker, ended(0, 'preempted'), again(0)],
      ...[start(0, 2), exit(0, 0, 2)],
    ]);
  });

  test('a task whose node failed goes on elsewhere, and what lived on ends first', async () => {
    await using cluster = await startCluster({ nodes: 2 });
    await using rig = workerRig();
    const command = `echo $SLURMD_NODENAME >node; mv node ready; [ $MRUNNER_ATTEMPT = 2 ] || sleep 1000`;
    await submit(cluster, rig, {
      runs: [{ command, cwd: rig.dir }],
      order: { requeue: true, retryOn: ['node'] },
    });
    await cluster.until(() => existsSync(rig.path('ready')), 'the run');
    await cluster.node(Number(rig.read('ready').trim().slice(1))).kill();
    await cluster.until(() => rig.events(`${token}-0.r1`).length === 4, 'the second start');
    // It lived on without its node's daemon, until it saw that.
    expect(rig.events(`${token}-0`)).toEqual([worker, start(0), ended(0, 'node'), exit(0, 137)]);
    expect(rig.events(`${token}-0.r1`)).toEqual([worker, again(0), start(0, 2), exit(0, 0, 2)]);
    await cluster.until(() => rig.living().length === 0, 'the end of the first attempt');
  });

  test('warned before the limit a run saves and goes on in a task that is started again, as does one that is killed there', async () => {
    await using cluster = await startCluster({ nodes: 1 });
    await using rig = workerRig();
    const command =
      '[ $MRUNNER_ATTEMPT = 2 ] && exit 0; trap "exit 85" USR2; while :; do sleep 1 & wait; done';
    await submit(cluster, rig, {
      runs: [{ command }, { command: '[ $MRUNNER_ATTEMPT = 2 ] || sleep 1000' }],
      order: { requeue: true, retryOn: ['timeout'], retries: 1, limit: 60, warnBefore: 1 },
      words: ['--time=1', '--signal=B:USR1@40'],
    });
    await cluster.until(() => rig.events(`${token}-0.r1`).length === 3, 'the second start', 150);
    expect(rig.events(`${token}-0`)).toEqual([
      ...[worker, start(0), asked(0, 'USR1'), exit(0, 85)],
      ...[ended(0, 'timeout'), again(0)],
    ]);
    expect(rig.events(`${token}-0.r1`)).toEqual([worker, start(0, 2), exit(0, 0, 2)]);
    await cluster.until(() => rig.events(`${token}-1.r1`).length === 3, 'the limit', 150);
    expect(inAnyOrder(rig.events(`${token}-1`))).toEqual(
      inAnyOrder([
        ...[worker, start(1), asked(1, 'USR1'), asked(1, 'TERM')],
        ...[exit(1, 143), ended(1, 'timeout'), again(1)],
      ]),
    );
    expect(rig.events(`${token}-1.r1`)).toEqual([worker, start(1, 2), exit(1, 0, 2)]);
    expect(output(rig)).toContain('Slurm starts 1_0 again');
    expect(output(rig)).toContain('Slurm starts 1_1 again');
  }, 360_000);

  test('where Slurm may not start it again, the run is left to the next mrun', async () => {
    await using cluster = await startCluster({ nodes: 1 });
    await using rig = workerRig();
    const command = 'trap "exit 85" USR2; echo >ready; while :; do sleep 1 & wait; done';
    const id = await submit(cluster, rig, {
      runs: [{ command, cwd: rig.dir }],
      order: { retryOn: ['timeout'], retries: 1, limit: 60 },
    });
    await cluster.until(() => existsSync(rig.path('ready')), 'the run');
    await cluster.run(['scancel', '--batch', '--signal=USR1', id]);
    await cluster.until(allIn(cluster, 'FAILED'), 'its end');
    expect(rig.events(`${token}-0`)).toEqual([
      ...[worker, start(0), asked(0, 'USR1'), exit(0, 85), ended(0, 'timeout')],
    ]);
  });
});
