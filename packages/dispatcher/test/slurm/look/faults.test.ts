import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { watchCluster } from '../../../src/slurm/look/watch-cluster.ts';
import { type Cluster, hasSlurm, startCluster } from '../cluster.ts';
import { handMadeSweep } from '../hand-made-sweep.ts';
import { asReal, shim } from '../shims.ts';
import { look, lookUntil, statesOf } from './look-rig.ts';

describe.skipIf(!hasSlurm)('a scheduler that does not answer', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster();
  });
  afterAll(() => cluster?.[Symbol.asyncDispose]());

  /** A sweep whose looks meet programs of a test in place of Slurm's. */
  const shimmed = async (runs: readonly { readonly script: string }[]) => {
    const directory = join(cluster.directory, `shims-${Math.random().toString(36).slice(2)}`);
    mkdirSync(directory);
    const squeue = shim(directory, 'squeue', asReal);
    const env = { PATH: `${directory}:${cluster.env.PATH ?? ''}` };
    return { made: await handMadeSweep(cluster, { runs, env }), squeue };
  };

  test.each([
    [
      'prints an error',
      'refuse "Unable to contact slurm controller (connect failure)"',
      /Unable to contact/,
    ],
    ['prints nothing', 'exit 0', /not understood: it is empty/],
    ['prints something else', 'echo "Welcome to HPC 2000"', /not understood: Welcome to HPC/],
    ['stops in the middle', '"$REAL" "$@" | head -c 120', /not understood/],
    ['prints a header and fails', '"$REAL" "$@" | head -n 1; refuse "timed out"', /timed out/],
  ])('when squeue %s, nothing is concluded, and it is said', async (_, text, trouble) => {
    const { made, squeue } = await shimmed([{ script: 'exec sleep 100' }]);
    await using _made = made;
    await made.submit();
    await lookUntil(cluster, made, ([state]) => state === 'running');
    const { asOf } = await look(made);
    squeue.become(text);
    for (const _again of [1, 2, 3]) {
      expect(await look(made)).toEqual({ asOf, trouble: expect.stringMatching(trouble) });
    }
    expect(statesOf(made)).toEqual(['running']);
    expect(made.rig.status().scheduler).toMatchObject({ asOf, trouble: expect.any(String) });
    squeue.become(asReal);
    expect((await look(made)).trouble).toBeUndefined();
  });

  test('a state that nobody knows keeps the run as it is', async () => {
    const { made, squeue } = await shimmed([{ script: 'exec sleep 100' }]);
    await using _made = made;
    await made.submit();
    await lookUntil(cluster, made, ([state]) => state === 'running');
    squeue.become('"$REAL" "$@" | sed "s/RUNNING/QUANTUM_FLUX/"');
    expect((await look(made)).trouble).toBeUndefined();
    expect(statesOf(made)).toEqual(['running']);
  });

  test('within ten seconds nobody asks twice', async () => {
    const { made, squeue } = await shimmed([{ script: 'exec sleep 100' }]);
    await using _made = made;
    await made.submit();
    const { refreshSweep } = await import('../../../src/slurm/look/refresh-sweep.ts');
    const refresh = () => refreshSweep(made.rig.host, made.rig.sweep);
    const answers = [await refresh(), await refresh(), await refresh()];
    expect(squeue.calls()).toHaveLength(1);
    expect(new Set(answers.map(({ asOf }) => asOf)).size).toBe(1);
  });

  test('waiting ends when all runs have ended, and Slurm is asked rarely meanwhile', async () => {
    const { made, squeue } = await shimmed([{ script: 'exit 0' }, { script: 'exit 3' }]);
    await using _made = made;
    await made.submit();
    const { status, refreshed } = await watchCluster(made.rig.host, made.rig.sweep);
    expect(status.counts).toMatchObject({ succeeded: 1, failed: 1 });
    expect(refreshed.trouble).toBeUndefined();
    expect(squeue.calls().length).toBeLessThan(8);
  });

  test('waiting ends when nothing more starts by itself', async () => {
    await using made = await handMadeSweep(cluster, { runs: [{ script: 'exit 0' }] });
    await made.submit({ words: ['--hold'] });
    const { status } = await watchCluster(made.rig.host, made.rig.sweep);
    expect(status.counts).toMatchObject({ pending: 1 });
    expect(status.scheduler?.of(status.of(0))).toMatchObject({ never: true });
  });

  // Last: what is submitted after it starts late, as nodes have to report to the new controller.
  test('records tell what ended while the controller was dead, and it is asked again when it is back', async () => {
    await using made = await handMadeSweep(cluster, {
      runs: [{ script: 'while [ ! -e go ]; do sleep 0.1; done' }, { script: 'exec sleep 100' }],
    });
    await made.submit();
    await lookUntil(cluster, made, (states) => states.every((state) => state === 'running'));
    await cluster.controller.kill();
    expect((await look(made)).trouble).toMatch(/squeue/);
    await cluster.run(['touch', made.rig.path(0, 'go')]);
    await cluster.until(async () => {
      await look(made);
      return statesOf(made)[0] === 'succeeded';
    });
    expect(statesOf(made)).toEqual(['succeeded', 'running']);
    await cluster.controller.start();
    await cluster.until(async () => (await look(made)).trouble === undefined);
    expect(statesOf(made)).toEqual(['succeeded', 'running']);
  });
});
