import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { placeOf } from '../../src/place/place-of.ts';
import { carryOutWishes } from '../../src/slurm/steer/carry-out-wishes.ts';
import { type Wish, writeWish } from '../../src/wishes/write-wish.ts';
import { type Cluster, startCluster } from './cluster.ts';
import { type HandMadeSweep, handMadeSweep } from './hand-made-sweep.ts';
import { hasSlurm } from './has-slurm.ts';

const long = 'sleep 300';

describe.skipIf(!hasSlurm)('wishes of a sweep on a cluster', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster();
  });
  afterAll(() => cluster?.[Symbol.asyncDispose]());

  const make = (count: number, script = long) =>
    handMadeSweep(cluster, { runs: Array.from({ length: count }, () => ({ script })) });

  /** Wishes something and carries it out. */
  const wish = ({ rig }: HandMadeSweep, what: Wish) => {
    writeWish(rig.host, rig.sweep, what);
    return carryOutWishes(rig.host, rig.sweep, placeOf(rig.host, { slurm: {} }));
  };

  /** The tasks of an array that are in some state. */
  const tasksIn = async (job: string, ...states: string[]) =>
    (await cluster.jobs())
      .filter(({ array, state }) => array === job && states.includes(state))
      .map(({ task }) => task ?? -1)
      .sort((a, b) => a - b);

  const running = (job: string, tasks: readonly number[]) =>
    cluster.until(
      async () => (await tasksIn(job, 'RUNNING')).join() === tasks.join(),
      `tasks ${tasks} of ${job} to run`,
    );

  test('runs of an array are cancelled, running or not, and nothing else', async () => {
    await using sweep = await make(8);
    const { job } = await sweep.submit({ throttle: 3 });
    const other = await sweep.submit({ runs: [], packedIn: 2, held: true });
    await running(job, [0, 1, 2]);
    expect(await wish(sweep, { event: 'cancel', runs: [1, 4, 5, 7] })).toEqual({});
    await running(job, [0, 2, 3]);
    expect(await tasksIn(job, 'PENDING')).toEqual([6]);
    expect(await tasksIn(other.job, 'PENDING')).toEqual([0, 1]);
    expect(sweep.has(`batches/${other.token}/stop`)).toBe(false);
  });

  test('a whole sweep is cancelled, with arrays whose id nobody knows', async () => {
    await using sweep = await make(4);
    await using bystander = await make(1);
    const known = await sweep.submit({ runs: [0, 1], throttle: 1 });
    const unknown = await sweep.submit({ runs: [2, 3], held: true, answered: false });
    const { job } = await bystander.submit();
    await running(known.job, [0]);
    await running(job, [0]);
    expect(await wish(sweep, { event: 'cancel', runs: 'all' })).toEqual({});
    await cluster.until(async () =>
      (await cluster.jobs()).every(
        ({ array, state }) => array === job || state === 'CANCELLED' || state === 'COMPLETED',
      ),
    );
    expect(await tasksIn(job, 'RUNNING')).toEqual([0]);
    for (const { token } of [known, unknown]) expect(sweep.has(`batches/${token}/stop`)).toBe(true);
  });

  test('of runs that share tasks those are ended that are meant', async () => {
    await using sweep = await make(5);
    const { job } = await sweep.submit({ packedIn: 2 });
    await cluster.until(() => sweep.started().length === 2);
    expect(await wish(sweep, { event: 'cancel', runs: [1, 3] })).toEqual({});
    await cluster.until(() => sweep.started().join() === '0,1,2');
    expect(await tasksIn(job, 'RUNNING')).toEqual([0, 1]);
    expect(sweep.rig.status().of(1)).toMatchObject({ exitCode: 143 });
  });

  test('a pause keeps what waits from starting, and is taken back', async () => {
    await using sweep = await make(3);
    const { job, token } = await sweep.submit({ throttle: 1 });
    // A task that Slurm has started looks for the pause before it starts its run.
    await cluster.until(() => sweep.started().join() === '0');
    expect(await wish(sweep, { event: 'pause' })).toEqual({});
    const held = (await cluster.jobs()).filter(({ state }) => state === 'PENDING');
    expect(held.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('Held'),
      expect.stringContaining('Held'),
    ]);
    expect(sweep.has(`batches/${token}/pause`)).toBe(true);
    await cluster.run(['scancel', `${job}_0`]);
    await cluster.until(async () => (await tasksIn(job, 'CANCELLED')).length === 1);
    expect(await wish(sweep, { event: 'go-on' })).toEqual({});
    expect(sweep.has(`batches/${token}/pause`)).toBe(false);
    await running(job, [1]);
  });

  test('what waits for canaries is not released when a pause ends, unless they are well', async () => {
    await using sweep = await make(3);
    await sweep.submit({ runs: [0], order: 'mrunner_canary=1\n' });
    const held = await sweep.submit({ runs: [1, 2], held: true });
    await wish(sweep, { event: 'pause' });
    await wish(sweep, { event: 'go-on' });
    expect(await tasksIn(held.job, 'PENDING')).toEqual([0, 1]);
    sweep.rig.host.files.makeDirectories(sweep.path('batches/canaries'));
    sweep.rig.host.files.write(sweep.path('batches/canaries/0.1'), '');
    await wish(sweep, { event: 'pause' });
    await wish(sweep, { event: 'go-on' });
    await running(held.job, [0, 1]);
  });

  test('how many go at a time is changed, shared among the arrays', async () => {
    await using sweep = await make(10);
    const one = await sweep.submit({ runs: [0, 1, 2, 3, 4, 5], throttle: 1 });
    const two = await sweep.submit({ runs: [6, 7], throttle: 1 });
    const packed = await sweep.submit({
      runs: [8, 9],
      packedIn: 2,
      throttle: 1,
      order: 'mrunner_slots=2\n',
    });
    await running(packed.job, [0]);
    expect(await wish(sweep, { event: 'update', parallel: 5 })).toEqual({});
    await running(one.job, [0, 1, 2]);
    await running(two.job, [0]);
    await running(packed.job, [0]);
    expect(await wish(sweep, { event: 'update', parallel: 'auto' })).toEqual({});
    await running(one.job, [0, 1, 2, 3, 4, 5]);
    await running(two.job, [0, 1]);
  });

  test('a wish waits for a controller that does not answer, and is carried out once', async () => {
    await using sweep = await make(2);
    const { job } = await sweep.submit({ throttle: 1 });
    await running(job, [0]);
    await cluster.controller.kill();
    expect(await wish(sweep, { event: 'cancel', runs: [1] })).toEqual({
      trouble: expect.stringContaining('nable to contact slurm controller'),
    });
    await cluster.controller.start();
    const place = placeOf(sweep.rig.host, { slurm: {} });
    const carryOut = () => carryOutWishes(sweep.rig.host, sweep.rig.sweep, place);
    expect(await carryOut()).toEqual({});
    await cluster.until(async () => (await tasksIn(job, 'PENDING')).length === 0);
    const deaf = { ...place, run: () => Promise.reject(new Error('it was asked again')) };
    expect(await carryOutWishes(sweep.rig.host, sweep.rig.sweep, deaf)).toEqual({});
  });
});
