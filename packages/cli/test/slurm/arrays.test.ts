import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, hasSlurm, startCluster } from '../../../dispatcher/test/slurm/cluster.ts';
import { faultsRig } from './faults-rig.ts';

describe.skipIf(!hasSlurm)('a sweep that is several arrays', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster({ conf: { MaxArraySize: '11' } });
  });
  afterAll(() => cluster?.[Symbol.asyncDispose]());

  const runs = (count: number, code = 0) => Array.from({ length: count }, () => [0, code] as const);

  test('100 experiments where an array has at most 11 tasks: 10 arrays, and each starts once', async () => {
    await using it = await faultsRig(cluster, { runs: runs(100) });
    const arrays = it.submitted.stdout.match(/submitted {2}array \d+ of \d+ runs?/g) ?? [];
    expect(arrays).toHaveLength(10);
    const { counts } = await it.over();
    expect(counts.succeeded).toBe(100);
    const starts = it.ledger.lines().filter(({ what }) => what === 'start');
    expect(starts.map(({ index }) => index).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 100 }, (_, index) => index),
    );
    expect(it.violations()).toEqual([]);
  });

  const canary = ['--canary', '2'];

  test.each([
    ['--canary 2', {}, canary],
    ['canary: 2 in the context', { canary: 2 }, []],
  ])(
    'with %s the others start when two work, and are said to wait for them',
    async (_, context, words) => {
      const waiting = ['first', 'first'].map((name) => [name, 0] as const);
      await using it = await faultsRig(cluster, {
        runs: [...waiting, ...runs(12)],
        context,
        words,
      });
      expect(it.submitted.stdout).toContain('held until the first runs work');
      await it.begun(2);
      await it.look();
      const status = await it.mrun('status');
      expect(status.stdout).toContain('waiting    12 × until the first runs work');
      expect(status.stdout).not.toContain('never starts');
      it.ledger.release('first');
      const { counts } = await it.over();
      expect(counts.succeeded).toBe(14);
      expect(it.violations()).toEqual([]);
    },
  );

  test('when a canary fails nothing else is started; status says so, and mrun resume starts it all the same', async () => {
    const all = [[0, 3] as const, ...runs(13)];
    await using it = await faultsRig(cluster, { runs: all, words: canary });
    await it.until(({ of }) => of(0).state === 'failed' && of(1).state === 'succeeded', 'canaries');
    const why = '#2 … #13: held: 1 of the first 2 runs succeeded (#0)';
    const status = (await it.mrun('status')).stdout.replaceAll('\n ', '');
    expect(status).toContain(why);
    expect(status).toContain('mrun resume starts it all the same');
    const wait = await it.mrun('wait');
    expect(wait).toMatchObject({ code: 1, stdout: expect.stringContaining('pending 12') });
    expect(it.ledger.lines().filter(({ what }) => what === 'start')).toHaveLength(2);
    const resumed = await it.mrun('resume');
    expect(resumed).toMatchObject({ code: 0, stderr: '' });
    expect(resumed.stdout).toContain('what was held until the first runs work is released');
    const { counts } = await it.over();
    expect(counts).toMatchObject({ succeeded: 13, failed: 1 });
    expect(it.violations()).toEqual([]);
  });

  test('after --max-failures mrun wait returns though nobody keeps accounts, and mrun resume starts the rest', async () => {
    await using it = await faultsRig(cluster, {
      runs: [[0, 3] as const, ...runs(6)],
      context: { parallel: 1 },
      words: ['--max-failures', '1'],
    });
    const wait = await it.mrun('wait');
    const why = '6 runs were not started after 1 failure (--max-failures 1): mrun resume does';
    expect(wait).toMatchObject({ code: 1, stdout: 'failed 1   planned 6\n' });
    expect(wait.stderr).toContain(why);
    const starts = () => it.ledger.lines().filter(({ what }) => what === 'start').length;
    expect(starts()).toBe(1);
    const watched = await it.mrun('status', '-w');
    expect(watched).toMatchObject({ code: 0, stdout: expect.stringContaining(why) });
    expect(await it.mrun('resume')).toMatchObject({ code: 0, stderr: '' });
    const { counts } = await it.over();
    expect(counts).toMatchObject({ succeeded: 6, failed: 1 });
    expect(it.violations()).toEqual([]);
  });
});
