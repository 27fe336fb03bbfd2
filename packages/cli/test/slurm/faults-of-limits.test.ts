import { describe, expect, test } from 'vitest';
import { hasMemoryLimits, hasSlurm, startCluster } from '../../../dispatcher/test/slurm/cluster.ts';
import { createRig } from '../rig/rig.ts';
import { faultsRig } from './faults-rig.ts';

describe.skipIf(!hasSlurm)('what a cluster ends', { timeout: 150_000 }, () => {
  test.skipIf(!hasMemoryLimits)(
    'for lack of memory is told as that, and mrun resume tries it again when retries are for that',
    async () => {
      await using cluster = await startCluster({ nodes: 1, enforceMemory: true });
      await using rig = createRig();
      rig.write({
        'mrunner.yaml':
          'contexts:\n  hpc: {backend: slurm, storage_dir: ./mruns, time: 5m, mem: 100M, retries: 1, retry_on: [oom]}\n',
        'spec.yaml': 'script: sh train.sh\nargs: none\n',
        'train.sh': `[ "$MRUNNER_ATTEMPT" = 2 ] || exec awk 'BEGIN { x = "x"; while (length(x) < 300000000) x = x x }'\n`,
      });
      const { env } = cluster;
      const mrun = (...words: string[]) => rig.mrun(words, { env });
      expect(await mrun('run', 'spec.yaml', '--context', 'hpc', '-y')).toMatchObject({ code: 0 });
      const run = async () => JSON.parse((await mrun('status', '--json')).stdout).runs[0];
      await cluster.until(
        async () => (await cluster.jobs()).every(({ state }) => state === 'OUT_OF_MEMORY'),
        'the job to run out of memory',
      );
      await cluster.until(async () => (await run()).reason?.kind === 'oom', 'a look at its end');
      expect(await run()).toMatchObject({ state: 'failed', attempt: 1, exitCode: 137 });
      expect(await mrun('resume', '-y')).toMatchObject({ code: 0 });
      await cluster.until(async () => (await run()).state === 'succeeded', 'the next attempt');
      expect(await run()).toMatchObject({ attempt: 2 });
    },
  );

  test('by preemption that cancels jobs is preempted, and mrun resume goes on with the next attempt', async () => {
    await using cluster = await startCluster({ nodes: 1, conf: { PreemptMode: 'CANCEL' } });
    const context = { retries: 1, retry_on: ['preempted'] };
    await using it = await faultsRig(cluster, { runs: [['later', 0]], context });
    await it.begun(1);
    const words = ['-p', 'high', '-c4', '-o', '/dev/null', '--wrap', 'true'];
    await cluster.run(['sbatch', '--job-name=others', ...words]);
    const ended = (await it.over()).of(0);
    expect(ended).toMatchObject({ state: 'failed', reason: { kind: 'preempted' } });
    expect((await it.mrun('status')).stdout).toContain('mrun resume');
    it.ledger.release('later');
    expect(await it.mrun('resume', '-y')).toMatchObject({ code: 0 });
    const { state, attempt } = (await it.over()).of(0);
    expect({ state, attempt }).toEqual({ state: 'succeeded', attempt: 2 });
    expect(it.violations()).toEqual([]);
  });

  test('is watched on when its controller hung meanwhile', async () => {
    await using cluster = await startCluster({ nodes: 1 });
    await using it = await faultsRig(cluster, { runs: [['later', 0]] });
    await it.begun(1);
    const env = { ...cluster.env, PATH: it.rig.env.PATH ?? '' };
    const watch = it.rig.start(['status', '-w'], { env });
    await watch.says('running 1');
    cluster.controller.signal('SIGSTOP');
    await watch.says('known as of');
    cluster.controller.signal('SIGCONT');
    it.ledger.release('later');
    const { code, stdout } = await watch.done;
    expect(code).toBe(0);
    expect(stdout).toContain('succeeded 1');
    expect(it.violations()).toEqual([]);
  });
});
