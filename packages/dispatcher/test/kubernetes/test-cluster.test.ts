import { expect, test } from 'vitest';
import { until } from '../slurm/until.ts';
import { startTestCluster } from './test-cluster.ts';

const job = (name: string, script: string, spec: object = {}) => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name },
  spec: {
    completionMode: 'Indexed',
    completions: 3,
    parallelism: 3,
    backoffLimitPerIndex: 1,
    ...spec,
    template: {
      spec: {
        restartPolicy: 'Never',
        containers: [{ name: 'main', image: 'image', command: ['sh', '-c', script] }],
      },
    },
  },
});

const jobsPath = '/apis/batch/v1/namespaces/default/jobs';

test('an Indexed Job runs each index as a process, and makes failed ones anew as often as its limit says', async () => {
  await using cluster = await startTestCluster();
  const script =
    'echo index $JOB_COMPLETION_INDEX; echo said >/dev/termination-log; exit $((JOB_COMPLETION_INDEX == 1))';
  expect((await cluster.ask('POST', jobsPath, job('a', script))).code).toBe(201);
  await until(
    () => cluster.job('a').status.conditions?.at(-1)?.type === 'Failed',
    'the end of the Job',
  );
  const { completedIndexes, failedIndexes, failed, succeeded } = cluster.job('a').status;
  expect({ completedIndexes, failedIndexes, failed, succeeded }).toEqual({
    completedIndexes: '0,2',
    failedIndexes: '1',
    failed: 2,
    succeeded: 2,
  });
  const pods = cluster.pods().filter(({ spec }) => spec.hostname === 'a-1');
  const state = pods.map(({ status }) => status.containerStatuses?.[0]?.state.terminated);
  expect(state.map((one) => [one?.exitCode, one?.reason, one?.message])).toEqual([
    [1, 'Error', 'said\n'],
    [1, 'Error', 'said\n'],
  ]);
  const name = pods[0]?.metadata.name;
  const { body } = await cluster.ask('GET', `/api/v1/namespaces/default/pods/${name}/log`);
  expect(body).toBe('index 1\n');
});
