import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, hasSlurm, startCluster } from './cluster.ts';
import { isOver, submitText, untilState } from './submit-text.ts';

describe.skipIf(!hasSlurm)('a cluster of a test', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster({ conf: { MaxArraySize: '11' } });
  });
  afterAll(() => cluster?.[Symbol.asyncDispose]());

  test('runs jobs, in which the commands of Slurm work, and tells how they ended', async () => {
    const id = await submitText(cluster, 'scontrol ping; exit 3');
    await cluster.until(async () => (await cluster.jobs()).every(isOver), 'the job to end');
    const [job] = await cluster.jobs();
    expect(job).toMatchObject({ array: id, task: undefined, state: 'FAILED' });
    expect(job?.reason).toBe('NonZeroExitCode');
    expect((await cluster.run(['scontrol', 'show', 'job', id])).stdout).toContain('ExitCode=3:0');
    const output = join(cluster.directory, `${id}_4294967294.out`);
    expect(readFileSync(output, 'utf8')).toContain('is UP');
  });

  test('refuses an array whose last index is MaxArraySize', async () => {
    const refused = submitText(cluster, 'true', '--array=0-11');
    await expect(refused).rejects.toThrow('Invalid job array specification');
    const id = await submitText(cluster, 'true', '--array=0-10');
    expect((await cluster.jobs()).filter((job) => job.array === id)).toHaveLength(11);
  });

  test('answers again after its controller was killed and started', async () => {
    await cluster.controller.kill();
    expect((await cluster.run(['scontrol', 'ping'])).stdout).toContain('is DOWN');
    await cluster.controller.start();
    expect((await cluster.run(['scontrol', 'ping'])).stdout).toContain('is UP');
  });

  test('takes the node of a job for one of partition high, and requeues the job', async () => {
    const text =
      'echo started $SLURM_RESTART_COUNT; [ -n "$SLURM_RESTART_COUNT" ] || exec sleep 300';
    const low = await submitText(cluster, text, '--requeue', '--nodelist=n1', '--exclusive');
    const output = join(cluster.directory, `${low}_4294967294.out`);
    const printed = (): string => (existsSync(output) ? readFileSync(output, 'utf8') : '');
    // RUNNING alone does not mean that the script has begun.
    await cluster.until(() => printed() === 'started\n', 'the first start');
    const high = ['--partition=high', '--nodelist=n1', '--exclusive'];
    await untilState(cluster, await submitText(cluster, 'true', ...high), 'COMPLETED');
    await untilState(cluster, low, 'COMPLETED');
    expect(printed()).toMatch(/^started\n.*DUE TO PREEMPTION.*\nstarted 1\n$/);
  });

  test('leaves nothing behind', async () => {
    const { directory, controller } = cluster;
    const text = 'echo $$ >tmp.pid; mv tmp.pid pid; sleep 300';
    const id = await submitText(cluster, text, `--chdir=${directory}`);
    await cluster.until(() => existsSync(join(directory, 'pid')), `job ${id} to write its pid`);
    const pid = readFileSync(join(directory, 'pid'), 'utf8').trim();
    await cluster[Symbol.asyncDispose]();
    for (const path of [directory, `/proc/${pid}`, `/proc/${controller.pid}`]) {
      expect(existsSync(path)).toBe(false);
    }
  });

  test('reports nodes that failed, with and without what went on there, and takes them again', async () => {
    const text = (name: string): string =>
      `echo $$ >tmp.${name}; mv tmp.${name} ${name}; sleep 300`;
    const at = (node: string): string[] => ['--no-requeue', `--nodelist=${node}`, '--chdir'];
    // Quick to find a node dead; on a busy machine also one that is alive, so no other test may have it.
    await using cluster = await startCluster({ nodes: 3, conf: { SlurmdTimeout: '3' } });
    const { directory } = cluster;
    const jobs = [
      await submitText(cluster, text('n2'), ...at('n2'), directory),
      await submitText(cluster, text('n3'), ...at('n3'), directory),
    ];
    const goesOn = (name: string): boolean =>
      existsSync(`/proc/${readFileSync(join(directory, name), 'utf8').trim()}`);
    for (const name of ['n2', 'n3']) {
      await cluster.until(() => existsSync(join(directory, name)), `the job on ${name}`);
    }
    await cluster.node(2).kill();
    await cluster.crash(3);
    expect([goesOn('n2'), goesOn('n3')]).toEqual([true, false]);
    for (const job of jobs) await untilState(cluster, job, 'NODE_FAIL');
    await cluster.node(2).start();
    await cluster.node(3).start();
    const next = await submitText(cluster, 'true', '--nodelist=n3');
    await untilState(cluster, next, 'COMPLETED');
  });
});
