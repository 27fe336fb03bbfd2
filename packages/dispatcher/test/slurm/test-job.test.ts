import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context } from '@mrunner/core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Host } from '../../src/host/host.ts';
import { nodeHost } from '../../src/host/node-host.ts';
import { placeOf } from '../../src/place/place-of.ts';
import { runTestJob, type TestJobOptions } from '../../src/slurm/doctor/test-job.ts';
import { type Cluster, hasSlurm, startCluster } from './cluster.ts';
import { shim } from './shims.ts';

/** Submits the job with all its paths in another directory, as if the machines had disks of their own. */
const elsewhere = `here=$PWD there=$(mktemp -d "$HERE/elsewhere.XXXXXX")
mkdir -p "$there/batches/out"
sed "s#$here#$there#g" job.sh >"$there/job.sh"
for word in "$@"; do shift; set -- "$@" "$(printf %s "$word" | sed "s#$here#$there#g")"; done
exec "$REAL" "$@"`;

describe.skipIf(!hasSlurm)('a test job', () => {
  let cluster: Cluster;
  let dir: string;
  beforeAll(async () => {
    cluster = await startCluster({ nodes: 1 });
  });
  afterAll(() => cluster?.[Symbol.asyncDispose]());
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'mrunner-test-job-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const run = (sbatch: string, options: Partial<TestJobOptions> = {}) => {
    shim(dir, 'sbatch', sbatch);
    const env = { ...process.env, ...cluster.env, PATH: `${dir}:${process.env.PATH}` };
    const host: Host = { ...nodeHost(), env };
    const storageDir = join(dir, 'a storage');
    const context = { name: 'hpc', storageDir, resources: { mem: 50 }, slurm: {} } as Context;
    const given = { patience: 60, isInterrupted: () => false, slowness: 1, ...options };
    return runTestJob(host, placeOf(host, context), context, given);
  };

  const live = async () =>
    (await cluster.jobs()).filter(({ state }) => state === 'PENDING' || state === 'RUNNING');

  test('tells where it ran, and leaves nothing behind', async () => {
    expect(await run('exec "$REAL" "$@"')).toEqual({ kind: 'ran', node: 'n1', missingTools: [] });
    expect(existsSync(join(dir, 'a storage/.mrunner'))).toBe(false);
  });

  test('notices that the machines do not see the same files', async () => {
    expect(await run(elsewhere)).toEqual({
      kind: 'silent',
      state: expect.stringContaining('JobState=COMPLETED'),
    });
  });

  test('is cancelled when it does not start in time, or somebody interrupts', async () => {
    const held = 'exec "$REAL" --hold "$@"';
    expect(await run(held, { patience: 1 })).toEqual({ kind: 'waiting', reason: 'JobHeldUser' });
    expect(await run(held, { isInterrupted: () => true })).toEqual({ kind: 'interrupted' });
    expect(await live()).toEqual([]);
  });

  test('is cancelled also when sbatch submitted it and said that it did not', async () => {
    const text = 'Socket timed out on send/recv operation';
    const answer = await run(`"$REAL" --hold "$@" >/dev/null; refuse '${text}'`);
    expect(answer).toEqual({ kind: 'refused', text: expect.stringContaining(text) });
    expect(await live()).toEqual([]);
  });
});
