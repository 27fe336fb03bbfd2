import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../../slurm/until.ts';
import { type AnyCluster, anyCluster } from '../any-cluster.ts';
import { type ContractJobs, contractJobs } from './contract-jobs.ts';

let cluster: AnyCluster;
let jobs: ContractJobs;
beforeAll(async () => {
  cluster = await anyCluster();
  jobs = contractJobs(cluster);
});
afterAll(() => cluster[Symbol.asyncDispose]());

const untilTerm = 'trap "exit 143" TERM; sleep 1000 & wait';
const failures = 'batch.kubernetes.io/job-index-failure-count';
const ignored = 'batch.kubernetes.io/job-index-ignored-failure-count';

test('each pod says by annotations how often its index failed before, and that alone is counted', async () => {
  const script = '[ "$JOB_COMPLETION_INDEX" = 0 ] || exit 3; [ "$FAILURES" = 1 ] || exit 85';
  const env = [
    {
      name: 'FAILURES',
      valueFrom: { fieldRef: { fieldPath: `metadata.annotations['${failures}']` } },
    },
    {
      name: 'IGNORED',
      valueFrom: { fieldRef: { fieldPath: `metadata.annotations['${ignored}']` } },
    },
  ];
  const command = ['sh', '-c', script];
  await jobs.create('counted', '', {
    template: {
      spec: {
        restartPolicy: 'Never',
        containers: [{ name: 'main', image: 'busybox', command, env }],
      },
    },
  });
  const { status } = await jobs.has('counted', 'Failed');
  expect(status).toMatchObject({ completedIndexes: '0', failedIndexes: '1', failed: 2 });
  const why = ['FailedIndexes', 'Job has failed indexes'];
  expect(status.conditions?.map(({ type, reason, message }) => [type, reason, message])).toEqual([
    ...((await jobs.announcesEnds()) ? [['FailureTarget', ...why]] : []),
    ['Failed', ...why],
  ]);
  const pods = await jobs.pods('counted');
  const said = pods.map(({ metadata, status }) => [
    metadata.annotations,
    status.containerStatuses?.[0]?.state.terminated?.exitCode,
  ]);
  const index = 'batch.kubernetes.io/job-completion-index';
  expect(said).toHaveLength(3);
  expect(said).toEqual(
    expect.arrayContaining([
      [{ [index]: '0', [failures]: '0' }, 85],
      [{ [index]: '1', [failures]: '0' }, 3],
      [{ [index]: '0', [failures]: '1' }, 0],
    ]),
  );
});

test('a Job whose indexes all succeeded is complete, and its pods stay', async () => {
  await jobs.create('well', 'exit 0');
  const { status } = await jobs.has('well', 'Complete');
  expect(status).toMatchObject({ completedIndexes: '0,1', succeeded: 2 });
  const said = status.conditions?.map(({ type, reason }) => [type, reason]);
  expect(said).toEqual(
    (await jobs.announcesEnds())
      ? [
          ['SuccessCriteriaMet', 'CompletionsReached'],
          ['Complete', 'CompletionsReached'],
        ]
      : [['Complete', undefined]],
  );
  expect((await jobs.pods('well')).map(({ status }) => status.phase)).toEqual([
    'Succeeded',
    'Succeeded',
  ]);
});

test('a TTL that is given to a finished Job takes it and its pods away', async () => {
  await jobs.create('short', 'exit 0');
  await jobs.has('short', 'Complete');
  await jobs.patch('short', { ttlSecondsAfterFinished: 1 });
  await until(async () => (await jobs.pods('short')).length === 0, 'the pods to go');
  await until(async () => (await askJob('short')).code === 404, 'the Job to go');
});

test('more failed indexes than are allowed end the whole Job, and those not begun are in no list', async () => {
  const spec = { completions: 5, parallelism: 1, maxFailedIndexes: 0 };
  await jobs.create('strict', 'exit 3', spec);
  const { status } = await jobs.has('strict', 'Failed');
  expect(status.failedIndexes).toBe('0');
  expect(status.completedIndexes).toBeUndefined();
  expect(status.conditions?.at(-1)).toMatchObject({
    reason: 'MaxFailedIndexesExceeded',
    message: 'Job has exceeded the specified maximal number of failed indexes',
  });
});

test('pods that a suspension ends vanish uncounted, and those that follow begin to count anew', async () => {
  await jobs.create('paused', untilTerm);
  await jobs.running('paused', 2);
  await jobs.patch('paused', { suspend: true });
  await until(async () => (await jobs.pods('paused')).length === 0, 'the pods to go');
  const suspended = await jobs.has('paused', 'Suspended');
  expect(suspended.status).toMatchObject({ failedIndexes: '' });
  expect(suspended.status.failed).toBeUndefined();
  await jobs.patch('paused', { suspend: false });
  const pods = await jobs.running('paused', 2);
  expect(pods.map(({ metadata }) => metadata.annotations?.[failures])).toEqual(['0', '0']);
  expect((await jobs.job('paused')).status.conditions).toMatchObject([
    { type: 'Suspended', status: 'False', reason: 'JobResumed', message: 'Job resumed' },
  ]);
});

test('less parallelism ends running pods, uncounted', async () => {
  await jobs.create('narrower', untilTerm);
  const before = await jobs.running('narrower', 2);
  await jobs.patch('narrower', { parallelism: 1 });
  await until(async () => (await jobs.pods('narrower')).length === 1, 'one pod to go');
  await jobs.patch('narrower', { parallelism: 2 });
  const after = await jobs.running('narrower', 2);
  const known = new Set(before.map(({ metadata }) => metadata.name));
  expect(after.filter(({ metadata }) => known.has(metadata.name))).toHaveLength(1);
  expect(after.map(({ metadata }) => metadata.annotations?.[failures])).toEqual(['0', '0']);
  expect((await jobs.job('narrower')).status.failed).toBeUndefined();
});

test('an evicted pod is told by its condition, ignored, and counted apart', async () => {
  await jobs.create('moved', untilTerm, { completions: 1, parallelism: 1 });
  const [pod] = await jobs.running('moved', 1);
  const path = `/api/v1/namespaces/${cluster.namespace}/pods/${pod?.metadata.name}`;
  await cluster.ask('POST', `${path}/eviction`, {
    apiVersion: 'policy/v1',
    kind: 'Eviction',
    metadata: { name: pod?.metadata.name, namespace: cluster.namespace },
  });
  await until(
    async () => (await jobs.pods('moved')).at(-1)?.metadata.annotations?.[ignored] === '1',
    'the pod that follows',
  );
  expect((await jobs.pods('moved')).at(-1)?.metadata.annotations?.[failures]).toBe('0');
  expect((await jobs.job('moved')).status.failedIndexes).toBe('');
});

test('a pod that is deleted by hand fails its index, by the code of its end', async () => {
  await jobs.create('killed', untilTerm);
  const [pod] = await jobs.running('killed', 2);
  await cluster.ask('DELETE', `/api/v1/namespaces/${cluster.namespace}/pods/${pod?.metadata.name}`);
  const index = pod?.metadata.annotations?.['batch.kubernetes.io/job-completion-index'];
  await until(
    async () => (await jobs.job('killed')).status.failedIndexes === index,
    'the index to be failed',
  );
  await until(async () => (await jobs.pods('killed')).length === 1, 'the pod to go');
});

test('pods of a Job that is deleted as orphan run on, found by their labels', async () => {
  await jobs.create('left', untilTerm);
  const before = await jobs.running('left', 2);
  await cluster.ask('DELETE', pathOf('left'), { propagationPolicy: 'Orphan' });
  await until(async () => (await askJob('left')).code === 404, 'the Job to go');
  const after = await jobs.running('left', 2);
  expect(after.map(({ metadata }) => metadata.name).sort()).toEqual(
    before.map(({ metadata }) => metadata.name).sort(),
  );
  expect(after.map(({ metadata }) => [metadata.ownerReferences, metadata.finalizers])).toEqual([
    [undefined, undefined],
    [undefined, undefined],
  ]);
  for (const { metadata } of after) {
    await cluster.ask('DELETE', `/api/v1/namespaces/${cluster.namespace}/pods/${metadata.name}`);
  }
});

test('a Job that is deleted in the foreground goes with its last pod, and with what it owns', async () => {
  await jobs.create('gone', untilTerm);
  const { metadata } = await jobs.job('gone');
  const owner = { apiVersion: 'batch/v1', kind: 'Job', name: 'gone', uid: metadata.uid };
  const maps = `/api/v1/namespaces/${cluster.namespace}/configmaps`;
  await cluster.ask('POST', maps, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'of-gone', ownerReferences: [owner] },
  });
  await jobs.running('gone', 2);
  const preconditions = { uid: metadata.uid };
  await cluster.ask('DELETE', pathOf('gone'), { propagationPolicy: 'Foreground', preconditions });
  await until(async () => (await askJob('gone')).code === 404, 'the Job to go');
  expect(await jobs.pods('gone')).toEqual([]);
  await until(async () => (await cluster.ask('GET', `${maps}/of-gone`)).code === 404, 'the map');
});

const pathOf = (name: string): string =>
  `/apis/batch/v1/namespaces/${cluster.namespace}/jobs/${name}`;
const askJob = (name: string) => cluster.ask('GET', pathOf(name));
