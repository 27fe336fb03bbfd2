import { hasEnded } from '@mrunner/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refreshSweep } from '../../src/slurm/look/refresh-sweep.ts';
import { type Cluster, hasSlurm, startCluster } from './cluster.ts';
import { type HandMadeSweep, handMadeSweep } from './hand-made-sweep.ts';

/** A look without the pause that politeness asks for, or the patience that network file systems do. */
const look = ({ rig }: HandMadeSweep, patience = { record: 0, vanished: 0 }) =>
  refreshSweep(rig.host, rig.sweep, { force: true, patience });

describe.skipIf(!hasSlurm)('what is known of a sweep on a cluster', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster({ conf: { MinJobAge: '300' } });
  });
  afterAll(() => cluster?.[Symbol.asyncDispose]());

  /** Looks until something is known. */
  const lookUntil = async (
    made: HandMadeSweep,
    isSo: (states: readonly string[]) => boolean,
  ): Promise<void> => {
    const states = (): readonly string[] =>
      [...made.rig.sweep.experiments()].map(({ index }) => made.rig.status().of(index).state);
    await cluster.until(async () => {
      await look(made);
      return isSo(states());
    }, 'runs to be in other states');
  };

  test('ends that a worker recorded are told as they are, and others by the words of Slurm', async () => {
    await using made = await handMadeSweep(cluster, {
      runs: [
        { script: 'exit 0' },
        { script: 'exit 3' },
        { script: 'kill -9 $$' },
        { script: 'exec sleep 100' },
        { script: 'exec sleep 100' },
      ],
    });
    const { rig } = made;
    const { job } = await made.submit();
    expect(rig.status().of(0)).toMatchObject({ state: 'pending', attempt: 1 });
    await lookUntil(
      made,
      (states) =>
        states.slice(0, 3).every((state) => hasEnded(state as never)) &&
        states.slice(3).every((state) => state === 'running'),
    );
    const stateOf = (index: number) => rig.status().of(index);
    expect(stateOf(0)).toMatchObject({ state: 'succeeded' });
    expect(stateOf(1)).toMatchObject({ state: 'failed', reason: { kind: 'exit', code: 3 } });
    expect(stateOf(2)).toMatchObject({ state: 'failed', reason: { kind: 'signal' } });
    await cluster.run(['scancel', `${job}_3`]);
    await lookUntil(made, (states) => states[3] === 'cancelled');
    expect(stateOf(3)).toMatchObject({ reason: { kind: 'cancelled' } });
    expect(stateOf(4)).toMatchObject({ state: 'running' });
  });
});
