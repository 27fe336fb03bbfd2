import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, hasSlurm, startCluster } from './cluster.ts';
import { isOver, submitText } from './submit-text.ts';

describe.skipIf(!hasSlurm)('a cluster with accounting', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster({ accounting: { maxSubmitJobs: 7 } });
  });
  afterAll(() => cluster?.[Symbol.asyncDispose]());

  test('refuses more jobs than MaxSubmitJobs, each task of an array counting', async () => {
    await expect(submitText(cluster, 'true', '--array=0-7')).rejects.toThrow(
      'sbatch: error: AssocMaxSubmitJobLimit\n' +
        'sbatch: error: Batch job submission failed: Job violates accounting/QOS policy ' +
        "(job submit limit, user's size and/or time limits)\n",
    );
    await submitText(cluster, 'true', '--array=0-6');
  });

  test('remembers how jobs ended', async () => {
    const ends = ['sacct', '-X', '-n', '-P', '-o', 'JobID,State,ExitCode', '--name=remembered'];
    await cluster.until(async () => (await cluster.jobs()).every(isOver), 'earlier jobs to end');
    const id = await submitText(cluster, 'exit 5', '--job-name=remembered');
    await cluster.until(
      async () => (await cluster.run(ends)).stdout === `${id}|FAILED|5:0\n`,
      'the end of the job in the database',
    );
  });
});
