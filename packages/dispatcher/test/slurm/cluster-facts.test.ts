import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Context, problemText } from '@mrunner/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Host } from '../../src/host/host.ts';
import { nodeHost } from '../../src/host/node-host.ts';
import { placeOf } from '../../src/place/place-of.ts';
import { clusterFacts, clusterLimits } from '../../src/slurm/facts/cluster-facts.ts';
import { readFacts } from '../../src/slurm/facts/facts-program.ts';
import { type Cluster, startCluster } from './cluster.ts';
import { hasSlurm } from './has-slurm.ts';

const context: Pick<Context, 'name' | 'slurm'> = { name: 'hpc', slurm: {} };

let state: string;
beforeAll(() => {
  state = mkdtempSync(join(tmpdir(), 'mrunner-facts-'));
});
afterAll(() => rmSync(state, { recursive: true, force: true }));

const hostWith = (env: { readonly [name: string]: string }, later = 0): Host => {
  const host = nodeHost();
  const clock = { ...host.clock, now: () => Date.now() + later };
  return { ...host, clock, env: { ...process.env, XDG_STATE_HOME: state, ...env } };
};

const ask = (host: Host, options?: { fresh: boolean }) =>
  clusterFacts(host, placeOf(host, context), context, options);

describe.skipIf(!hasSlurm)('what is known of a cluster', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster({
      conf: { MaxArraySize: '11' },
      schedulerParameters: 'max_array_tasks=5',
      accounting: { maxSubmitJobs: 7 },
    });
  });
  afterAll(() => cluster?.[Symbol.asyncDispose]());

  test('is its configuration, its partitions, and what accounting allows', async () => {
    const facts = await ask(hostWith(cluster.env));
    if (!facts.ok) throw new Error(problemText(facts.problems));
    expect(facts.value).toMatchObject({
      maxArraySize: 11,
      maxArrayTasks: 5,
      accounting: true,
      enforcesLimits: true,
      user: 'root',
      home: process.env.HOME,
      partitions: [
        { name: 'main', isDefault: true, maxTime: 3600 },
        { name: 'high', isDefault: false },
      ],
    });
    expect(facts.value.version).toMatch(/^\d+\.\d+/);
    expect(Math.abs(facts.value.clockAhead)).toBeLessThan(5);
    expect(clusterLimits(facts.value, context, undefined)).toEqual({
      maxArraySize: 11,
      maxArrayTasks: 5,
      submit: 7,
      maxTime: 3600,
    });
  });

  test('is asked once a day, unless somebody wants it fresh', async () => {
    const host = hostWith(cluster.env);
    const first = await ask(host, { fresh: true });
    expect(await ask(host)).toEqual(first);
    const again = await ask(host, { fresh: true });
    expect(again.ok && first.ok && again.value.asOf > first.value.asOf).toBe(true);
    const later = await ask(hostWith(cluster.env, 25 * 3600 * 1000));
    expect(later).not.toEqual(again);
  });
});

test('a machine without Slurm says that its commands are missing', () => {
  const parts = new Map([['facts/trouble', Buffer.alloc(0)]]);
  const asked = { now: 0, place: { title: 'me@login.hpc' }, context: 'hpc' };
  expect(readFacts(parts, asked)).toMatchObject({
    ok: false,
    problems: [{ kind: 'missing', message: "Slurm's commands are not found on me@login.hpc" }],
  });
});

test.skipIf(!hasSlurm)('a controller that does not answer is told in its own words', async () => {
  await using cluster = await startCluster();
  await cluster.controller.kill();
  const facts = await ask(hostWith(cluster.env));
  expect(facts).toMatchObject({
    ok: false,
    problems: [{ kind: 'unreachable', message: expect.stringContaining('Unable to contact') }],
  });
});
