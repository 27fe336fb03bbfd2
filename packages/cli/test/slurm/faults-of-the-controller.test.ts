import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hasSlurm, startCluster } from '../../../dispatcher/test/slurm/cluster.ts';
import { type FaultsRig, faultsRig } from './faults-rig.ts';

const states = ({ status }: FaultsRig, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => status().of(index).state);

describe.skipIf(!hasSlurm)('when the controller', { timeout: 150_000 }, () => {
  test('is killed, restarted or hangs, what was known stays known, and all runs end once', async () => {
    await using cluster = await startCluster({ nodes: 1 });
    const runs = [
      ['later', 0],
      ['later', 3],
      [0, 0],
      [0, 0],
      [0, 0],
      [0, 0],
    ] as const;
    await using it = await faultsRig(cluster, { runs, words: ['--parallel', '2'] });
    await it.begun(2);
    await it.look();
    const known = states(it, 6);
    expect(known.slice(0, 2)).toEqual(['running', 'running']);

    cluster.controller.signal('SIGSTOP');
    expect(await it.look()).toMatch(/timed out|Unable to contact/);
    expect(states(it, 6)).toEqual(known);
    cluster.controller.signal('SIGCONT');

    cluster.controller.signal('SIGTERM');
    await cluster.controller.ended();
    await cluster.controller.start();

    await cluster.controller.kill();
    expect(await it.look()).toMatch(/Unable to contact slurm controller/);
    expect(states(it, 6)).toEqual(known);
    it.ledger.release('later');
    await cluster.controller.start();
    expect((await it.over()).counts).toMatchObject({ succeeded: 5, failed: 1 });
    expect(it.violations()).toEqual([]);
    expect(it.ledger.lines().filter(({ what }) => what === 'start').length).toBe(6);
  });

  test('forgets all jobs, what ran is lost or told by its record, and mrun resume runs the rest once', async () => {
    await using cluster = await startCluster({ nodes: 1, conf: { MinJobAge: '4' } });
    const runs = [
      ['later', 0],
      [0, 0],
      [0, 0],
      [0, 0],
    ] as const;
    await using it = await faultsRig(cluster, {
      runs,
      context: { pack: 1 },
      words: ['--parallel', '1'],
    });
    await it.begun(1);
    await cluster.controller.kill();
    const state = join(cluster.directory, 'state');
    for (const name of readdirSync(state)) rmSync(join(state, name), { recursive: true });
    await cluster.controller.start();
    await cluster.until(
      async () =>
        /^(idle|mixed|allocated)$/m.test((await cluster.run(['sinfo', '-h', '-o', '%T'])).stdout),
      'its node',
    );
    // Jobs of others have the numbers that ours had.
    const other = await faultsRig(cluster, { runs: [['other', 0]] });
    await it.over();
    // Its node may have ended it, or not.
    expect(['unknown', 'failed']).toContain(it.status().of(0).state);
    expect(states(it, 4).slice(1)).toEqual(['planned', 'planned', 'planned']);
    it.ledger.release('later');
    expect(await it.mrun('resume', '-y')).toMatchObject({ code: 0 });
    await it.over();
    expect(await it.mrun('retry', '-y')).toMatchObject({ code: 0 });
    expect((await it.over()).counts).toMatchObject({ succeeded: 4 });
    expect(it.violations()).toEqual([]);
    await other.look();
    expect(states(other, 1)).toEqual(['running']);
    await other[Symbol.asyncDispose]();
  });

  test('forgets ended jobs at once, and keeps no accounts, their records tell how they ended', async () => {
    await using cluster = await startCluster({ nodes: 2, conf: { MinJobAge: '2' } });
    const runs = Array.from({ length: 12 }, (_, at) => [0, at % 3] as const);
    await using it = await faultsRig(cluster, { runs });
    await it.begun(12);
    await cluster.until(async () => (await cluster.jobs()).length === 0, 'all to be forgotten');
    await it.look();
    expect(it.status().counts).toMatchObject({ succeeded: 4, failed: 8 });
    expect(it.violations()).toEqual([]);
  });
});
