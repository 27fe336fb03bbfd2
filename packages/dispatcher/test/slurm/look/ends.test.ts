import { existsSync } from 'node:fs';
import { hasEnded } from '@mrunner/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, hasSlurm, startCluster } from '../cluster.ts';
import { handMadeSweep } from '../hand-made-sweep.ts';
import { look, lookUntil, statesOf } from './look-rig.ts';

describe.skipIf(!hasSlurm)('what is known of a sweep on a cluster without accounts', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster({ conf: { MinJobAge: '5' } });
  });
  afterAll(() => cluster?.[Symbol.asyncDispose]());

  const noneKnown = async (): Promise<boolean> => (await cluster.jobs()).length === 0;

  test('ends that a worker recorded are told as they are, and others by the words of Slurm', async () => {
    await using made = await handMadeSweep(cluster, {
      runs: [
        { script: 'exit 0' },
        { script: 'echo "ValueError: bad shape" >&2; exit 3' },
        { script: 'kill -9 $$' },
        { script: 'exec sleep 100' },
        { script: 'exec sleep 100' },
      ],
    });
    const { rig } = made;
    const { job } = await made.submit();
    expect(rig.status().of(0)).toMatchObject({ state: 'pending', attempt: 1 });
    await lookUntil(
      cluster,
      made,
      (states) =>
        states.slice(0, 3).every((state) => hasEnded(state as never)) &&
        states.slice(3).every((state) => state === 'running'),
    );
    // A run may have ended since that look, which tells what its log says.
    await look(made);
    const stateOf = (index: number) => rig.status().of(index);
    expect(stateOf(0)).toMatchObject({ state: 'succeeded' });
    expect(stateOf(1)).toMatchObject({
      state: 'failed',
      reason: { kind: 'exit', code: 3, text: 'ValueError: bad shape' },
    });
    expect(stateOf(2)).toMatchObject({ state: 'failed', reason: { kind: 'signal' } });
    await cluster.run(['scancel', `${job}_3`]);
    await lookUntil(cluster, made, (states) => states[3] === 'cancelled');
    expect(stateOf(3)).toMatchObject({ reason: { kind: 'cancelled' } });
    expect(stateOf(4)).toMatchObject({ state: 'running' });
  });

  test('what Slurm has forgotten since is known by its records, and nothing is asked any more', async () => {
    await using made = await handMadeSweep(cluster, {
      runs: [{ script: 'exit 0' }, { script: 'exit 4' }, { script: 'exit 0' }],
    });
    await made.submit();
    await cluster.until(async () => made.started().length === 3 && (await noneKnown()));
    expect(await look(made)).toMatchObject({ asOf: expect.any(Number) });
    expect(statesOf(made)).toEqual(['succeeded', 'failed', 'succeeded']);
    const before = made.read('scheduler.json');
    await look(made);
    expect(made.read('scheduler.json')).toBe(before);
  });

  test('a task that vanished without a record is lost, but not before two looks and some patience', async () => {
    await using made = await handMadeSweep(cluster, { runs: [{ script: 'exit 0' }] });
    const { job } = await made.submit({ words: ['--hold'] });
    await cluster.run(['scancel', job]);
    await cluster.until(noneKnown);
    const patient = { record: 60_000, vanished: 60_000 };
    await look(made, patient);
    await look(made, patient);
    expect(statesOf(made)).toEqual(['pending']);
    expect(made.rig.status().scheduler?.of(made.rig.status().of(0))).toMatchObject({
      state: 'VANISHED',
      never: false,
    });
    await look(made);
    expect(statesOf(made)).toEqual(['planned']);
  });

  test('a job whose output has no place to go failed to launch, in words', async () => {
    await using made = await handMadeSweep(cluster, { runs: [{ script: 'exit 0' }] });
    await made.submit({ words: ['--output=/nowhere/at/all/%a'] });
    await lookUntil(cluster, made, ([state]) => state === 'failed');
    expect(made.rig.status().of(0).reason).toMatchObject({
      kind: 'launch',
      text: expect.stringContaining('output'),
    });
  });

  test('a task that is requeued by hand may live again, and its first life is over', async () => {
    await using made = await handMadeSweep(cluster, {
      runs: [{ script: '[ -e once ] || { : >once; exec sleep 100; }' }],
    });
    const { job } = await made.submit({ words: ['--requeue'] });
    await cluster.until(() => existsSync(made.rig.path(0, 'once')));
    await look(made);
    expect(statesOf(made)).toEqual(['running']);
    await cluster.run(['scontrol', 'requeue', `${job}_0`]);
    await cluster.until(async () => {
      await look(made);
      return made.rig.status().jobEnds.size > 0;
    });
    const [end] = made.rig.status().jobEnds.values();
    expect(end).toMatchObject({ again: true, slot: expect.stringMatching(/-0-0$/) });
    expect([...made.rig.status().batches.values()].map(({ mayLive }) => mayLive(0))).toEqual([
      true,
    ]);
  });

  test('held tasks never start by themselves, and it is said what to do', async () => {
    await using made = await handMadeSweep(cluster, {
      runs: [{ script: 'exit 0' }, { script: 'exit 0' }],
    });
    const { job } = await made.submit({ words: ['--hold'] });
    await look(made);
    const wait = () => made.rig.status().scheduler?.of(made.rig.status().of(1));
    expect(wait()).toMatchObject({ state: 'PENDING', never: true, advice: expect.any(String) });
    await cluster.run(['scontrol', 'release', job]);
    await lookUntil(cluster, made, (states) => states.every((state) => state === 'succeeded'));
    expect(wait()).toBeUndefined();
  });

  test('runs of a packed batch that no task took are planned again when its tasks are over', async () => {
    await using made = await handMadeSweep(cluster, {
      runs: [{ script: 'exit 0' }, { script: 'exec sleep 100' }, { script: 'exit 0' }],
    });
    const { job } = await made.submit({ packedIn: 1 });
    await lookUntil(cluster, made, (states) => states[1] === 'running');
    expect(statesOf(made)).toEqual(['succeeded', 'running', 'pending']);
    await cluster.run(['scancel', job]);
    await lookUntil(cluster, made, (states) => states[2] !== 'pending');
    expect(statesOf(made)).toEqual(['succeeded', 'cancelled', 'planned']);
  });
});
