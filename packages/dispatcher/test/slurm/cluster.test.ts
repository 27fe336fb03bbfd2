import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Cluster,
  type ClusterOptions,
  hasSlurm,
  type JobLine,
  startCluster,
} from './cluster.ts';

/** Submits text as a script and gives the job's number. */
async function submit(cluster: Cluster, text: string, ...words: string[]): Promise<string> {
  const script = join(cluster.directory, 'script.sh');
  writeFileSync(script, `#!/bin/sh\n${text}\n`);
  const output = join(cluster.directory, '%A_%a.out');
  const common = ['--parsable', '--export=NONE', '--open-mode=append', `--output=${output}`];
  const { stdout, stderr, code } = await cluster.run(['sbatch', ...common, ...words, script]);
  if (code !== 0) throw new Error(stderr);
  return stdout.trim();
}

const isOver = ({ state }: JobLine): boolean =>
  !['PENDING', 'CONFIGURING', 'RUNNING', 'COMPLETING'].includes(state);

const stateOf = async (cluster: Cluster, id: string): Promise<string | undefined> =>
  (await cluster.jobs()).find((job) => job.raw === id)?.state;

describe.skipIf(!hasSlurm)('a cluster of a test', () => {
  let cluster: Cluster;
  const options: ClusterOptions = { conf: { MaxArraySize: '11' } };
  beforeAll(async () => {
    cluster = await startCluster(options);
  });
  afterAll(() => cluster?.[Symbol.asyncDispose]());

  test('runs jobs, in which the commands of Slurm work, and tells how they ended', async () => {
    const id = await submit(cluster, 'scontrol ping; exit 3');
    await cluster.until(async () => (await cluster.jobs()).every(isOver), 'the job to end');
    expect(await cluster.jobs()).toContainEqual(
      expect.objectContaining({
        array: id,
        task: undefined,
        state: 'FAILED',
        reason: 'NonZeroExitCode',
      }),
    );
    expect((await cluster.run(['scontrol', 'show', 'job', id])).stdout).toContain('ExitCode=3:0');
    expect(readFileSync(join(cluster.directory, `${id}_4294967294.out`), 'utf8')).toContain(
      'is UP',
    );
  });

  test('refuses an array whose last index is MaxArraySize', async () => {
    await expect(submit(cluster, 'true', '--array=0-11')).rejects.toThrow(
      'Invalid job array specification',
    );
    const id = await submit(cluster, 'true', '--array=0-10');
    expect((await cluster.jobs()).filter((job) => job.array === id)).toHaveLength(11);
  });

  test('answers again after its controller was killed and started', async () => {
    await cluster.controller.kill();
    expect((await cluster.run(['scontrol', 'ping'])).stdout).toContain('is DOWN');
    await cluster.controller.start();
    expect((await cluster.run(['scontrol', 'ping'])).stdout).toContain('is UP');
  });

  test('reports a node whose daemon was killed, and takes it again', async () => {
    const id = await submit(cluster, 'sleep 300', '--no-requeue', '--nodelist=n2');
    await cluster.until(async () => (await stateOf(cluster, id)) === 'RUNNING', 'the start');
    await cluster.node(2).kill();
    await cluster.until(async () => (await stateOf(cluster, id)) === 'NODE_FAIL', 'NODE_FAIL');
    await cluster.node(2).start();
  });

  test('leaves nothing behind', async () => {
    const { directory, controller } = cluster;
    const id = await submit(cluster, 'echo $$ >pid; sleep 300', `--chdir=${directory}`);
    await cluster.until(() => existsSync(join(directory, 'pid')), `job ${id}`);
    const pid = readFileSync(join(directory, 'pid'), 'utf8').trim();
    await cluster[Symbol.asyncDispose]();
    for (const path of [directory, `/proc/${pid}`, `/proc/${controller.pid}`]) {
      expect(existsSync(path)).toBe(false);
    }
  });
});
