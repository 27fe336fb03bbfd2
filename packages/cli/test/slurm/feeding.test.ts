import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, hasSlurm, startCluster } from '../../../dispatcher/test/slurm/cluster.ts';
import { hasTerminals, onTerminal } from '../rig/terminal.ts';
import { faultsRig } from './faults-rig.ts';

describe.skipIf(!hasSlurm)('a cluster that takes seven runs at a time', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster({ accounting: { maxSubmitJobs: 7 } });
  });
  afterAll(() => cluster?.[Symbol.asyncDispose]());

  const runs = (count: number, life: number | string = 0, code = 0) =>
    Array.from({ length: count }, () => [life, code] as const);

  /** A job counts until Slurm has cleaned up behind it. */
  const idle = (): Promise<void> =>
    cluster.until(
      async () =>
        (await cluster.jobs()).every(({ state }) => !/RUNNING|PENDING|COMPLETING/.test(state)),
      'all jobs to be over',
    );

  test('is fed to the end by a process in the background', async () => {
    await using it = await faultsRig(cluster, {
      runs: runs(12, 'first'),
      words: ['--detach'],
    });
    expect(it.submitted.stdout).toMatch(/submitted {2}array \d+ of 7 runs/);
    expect(it.submitted.stdout).toMatch(
      /5 runs to go, when there is room: process \d+ submits them in the background\./,
    );
    expect(it.status()).toMatchObject({ launcher: 'alive', counts: { planned: 5 } });
    it.ledger.release('first');
    await it.until(({ counts }) => counts.succeeded === 12, 'all to succeed');
    await cluster.until(() => it.status().launcher === 'none', 'the feeder to leave');
    expect(it.status().left?.why).toBe('submitted');
    expect(it.violations()).toEqual([]);
  });

  test.skipIf(!hasTerminals())(
    'Ctrl-C while it is fed leaves, and mrun resume goes on',
    async () => {
      await using it = await faultsRig(cluster, { runs: runs(1) });
      await it.over();
      await idle();
      it.rig.write({
        'spec.json': JSON.stringify(
          runs(10, 'second').map(([life, code]) => ({
            script: it.ledger.run(life, code),
            args: 'none',
          })),
        ),
      });
      const env = { ...it.rig.env, ...cluster.env, PATH: it.rig.env.PATH ?? '' };
      const terminal = onTerminal({ ...it.rig, env }, 'run spec.json --context hpc -y');
      await terminal.says('no room');
      terminal.type('\u0003');
      const { code, text } = await terminal.done;
      expect(code).toBe(130);
      expect(text).toContain('Left. 3 of 10 runs are not submitted; go on: mrun resume');
      expect(text).toContain('Next: mrun resume ');
      const status = (await it.mrun('status')).stdout;
      expect(status).toContain('3 runs were not given to the scheduler: mrun resume does');
      it.ledger.release('second');
      expect(await it.mrun('resume')).toMatchObject({ code: 0, stderr: '' });
      expect(await it.mrun('wait')).toMatchObject({ code: 0, stdout: 'succeeded 10\n' });
      const starts = it.ledger.lines().filter(({ what }) => what === 'start');
      expect(starts.map(({ index }) => index).sort((a, b) => a - b)).toEqual([
        0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
      ]);
    },
  );

  test('canaries that fail end the feeding', async () => {
    await idle();
    await using it = await faultsRig(cluster, {
      runs: [['third', 3], ...runs(11)],
      words: ['--canary', '2', '--detach'],
    });
    it.ledger.release('third');
    await it.until(
      ({ launcher, of }) => launcher === 'none' && of(0).state === 'failed',
      'the feeder to leave',
    );
    expect(it.status().counts).toMatchObject({ succeeded: 1, failed: 1, pending: 5, planned: 5 });
    const { stdout } = await it.mrun('resume');
    expect(stdout).toContain('what was held until the first runs work is released');
    await it.until(({ counts }) => counts.succeeded === 11, 'all others to succeed');
    expect(it.violations()).toEqual([]);
  });
});
