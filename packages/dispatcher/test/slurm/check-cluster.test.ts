import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context, Resources } from '@mrunner/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Host } from '../../src/host/host.ts';
import { nodeHost } from '../../src/host/node-host.ts';
import { placeOf } from '../../src/place/place-of.ts';
import { checkCluster } from '../../src/slurm/submit/check-cluster.ts';
import { type Cluster, hasSlurm, startCluster } from './cluster.ts';
import { clusterContext } from './worker-rig.ts';

describe.skipIf(!hasSlurm)('a check before a submission', () => {
  let cluster: Cluster;
  let dir: string;
  beforeAll(async () => {
    cluster = await startCluster();
    dir = mkdtempSync(join(tmpdir(), 'mrunner-check-'));
  });
  afterAll(async () => {
    await cluster[Symbol.asyncDispose]();
    rmSync(dir, { recursive: true, force: true });
  });

  const check = (...kinds: readonly Resources[]) => checkIn(clusterContext, kinds, 1, 'auto');
  const checkIn = async (
    keys: Context,
    kinds: readonly Resources[],
    count: number,
    parallel: number | 'auto',
  ) => {
    const context = { ...keys, parallel, storageDir: join(dir, 'runs') };
    const env = { ...process.env, ...cluster.env, XDG_STATE_HOME: dir, HOME: dir };
    const host: Host = { ...nodeHost(), env };
    const place = placeOf(host, context);
    const variants = kinds.map((resources, index) => ({ context, resources, index, count }));
    const checked = await checkCluster(host, place, [context], variants);
    place.close();
    return checked.ok
      ? []
      : checked.problems.map(({ path, kind, message }) => ({ path, kind, message }));
  };

  test('tells of each kind of runs that Slurm would refuse what it is about', async () => {
    const problems = await check(
      { mem: 50 },
      { partition: 'nowhere' },
      { mem: 10_000_000 },
      { time: 99_999_999 },
      { constraint: 'nothing-has-it' },
    );
    expect(problems.map(({ path }) => path)).toEqual([
      'contexts.hpc.partition',
      'contexts.hpc.mem',
      'contexts.hpc.time',
      'contexts.hpc.constraint',
    ]);
    expect(problems.map(({ message }) => message)).toContainEqual(expect.stringMatching(/1:00:00/));
  });

  test('asks for as much as tasks that have several runs side by side', async () => {
    const pack = { ...clusterContext, slurm: { ...clusterContext.slurm, pack: 2 } };
    const kinds = [{ cpu: 1, mem: 50 }];
    expect(await checkIn(pack, kinds, 8, 8)).toEqual([]);
    expect(await checkIn(pack, kinds, 8, 4)).toEqual([]);
    // Nodes have four.
    const problems = await checkIn(pack, [{ cpu: 2, mem: 50 }], 8, 8);
    expect(problems).toHaveLength(1);
    expect(await checkIn(pack, [{ cpu: 2, mem: 50 }], 8, 4)).toEqual([]);
  });

  test('lets runs be submitted while all nodes are drained, and leaves no job behind', async () => {
    await cluster.run(['scontrol', 'update', 'nodename=ALL', 'state=drain', 'reason=test']);
    expect(await check({ mem: 50 })).toEqual([]);
    expect(await check({ mem: 10_000_000 })).toHaveLength(1);
    const states = (await cluster.jobs()).map(({ state }) => state);
    expect(states).not.toContain('PENDING');
    expect(states).not.toContain('RUNNING');
    await cluster.run(['scontrol', 'update', 'nodename=ALL', 'state=resume']);
  });

  test('says that nobody answers when the controller is gone', async () => {
    await cluster.controller.kill();
    rmSync(join(dir, 'mrunner'), { recursive: true, force: true });
    expect(await check({ mem: 50 })).toMatchObject([{ kind: 'unreachable' }]);
    await cluster.controller.start();
  });
});
