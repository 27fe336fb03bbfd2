import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { until } from '../slurm/until.ts';
import { hasContainers } from './has-containers.ts';
import type { Pod } from './objects.ts';
import { startTestCluster, type TestCluster } from './test-cluster.ts';

const api = '/api/v1/namespaces/default';
const jobsPath = '/apis/batch/v1/namespaces/default/jobs';

const podOf = (name: string, script: string, more: object = {}, container: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: {
    restartPolicy: 'Never',
    terminationGracePeriodSeconds: 1,
    containers: [{ name: 'main', image: 'image', command: ['sh', '-c', script], ...container }],
    ...more,
  },
});

const jobOf = (name: string, script: string, more: object = {}) => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name },
  spec: {
    completionMode: 'Indexed',
    completions: 1,
    parallelism: 1,
    backoffLimitPerIndex: 2,
    podFailurePolicy: {
      rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget' }] }],
    },
    ...more,
    template: { spec: podOf('', script).spec },
  },
});

async function make(cluster: TestCluster, path: string, object: object): Promise<void> {
  const { code, body } = await cluster.ask('POST', path, object);
  expect(body).toMatchObject({ metadata: {} });
  expect(code).toBe(201);
}

const phaseIs = (cluster: TestCluster, name: string, phase: string) => () =>
  until(
    () => cluster.pods().some((pod) => pod.metadata.name === name && pod.status.phase === phase),
    `${name} ${phase}`,
  );

const logOf = async (cluster: TestCluster, name: string, query = '') =>
  (await cluster.ask('GET', `${api}/pods/${name}/log${query}`)).body;

const terminated = (pod: Pod) => pod.status.containerStatuses?.[0]?.state.terminated;
const waiting = (pod: Pod) => pod.status.containerStatuses?.[0]?.state.waiting;

test.runIf(hasContainers)(
  'a container sees its volumes and variables, and nothing of this machine’s other files',
  async () => {
    await using cluster = await startTestCluster();
    await make(cluster, `${api}/configmaps`, {
      kind: 'ConfigMap',
      metadata: { name: 'map' },
      data: { text: 'plain' },
      binaryData: { bin: 'AAEC' },
      immutable: true,
    });
    await make(cluster, `${api}/secrets`, {
      kind: 'Secret',
      metadata: { name: 'key' },
      stringData: { token: 's3' },
    });
    const claims = join(cluster.directory, 'claims', 'default', 'data');
    await make(cluster, `${api}/persistentvolumeclaims`, {
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data' },
      spec: { accessModes: ['ReadWriteMany'], resources: { requests: { storage: '1Gi' } } },
    });
    mkdirSync(join(claims, 'part'), { recursive: true });
    writeFileSync(join(claims, 'part', 'given'), 'given');
    const script = [
      'cat /map/text; od -An -tx1 /map/bin; stat -c %a /key/token',
      'echo $TOKEN $NAME $COMBINED $UNKNOWN "$LITERAL" $CPU; pwd; cat /data/given; echo made >/data/made',
      'touch /map/x 2>/dev/null || echo read only; ls /tmp; [ -e /work ] || echo nothing else; echo $$$$',
    ].join('\n');
    const volumes = [
      { name: 'map', configMap: { name: 'map' } },
      { name: 'key', secret: { secretName: 'key', defaultMode: 0o400 } },
      { name: 'data', persistentVolumeClaim: { claimName: 'data' } },
    ];
    const container = {
      workingDir: '/some/where',
      resources: { requests: { cpu: '1500m' } },
      env: [
        { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'key', key: 'token' } } },
        { name: 'NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
        { name: 'COMBINED', value: '$(NAME)-$(TOKEN)' },
        { name: 'LITERAL', value: '$$(NAME) $(NOBODY)' },
        { name: 'CPU', valueFrom: { resourceFieldRef: { resource: 'requests.cpu' } } },
      ],
      volumeMounts: [
        { name: 'map', mountPath: '/map' },
        { name: 'key', mountPath: '/key' },
        { name: 'data', mountPath: '/data', subPath: 'part' },
      ],
    };
    await make(cluster, `${api}/pods`, podOf('p', script, { volumes }, container));
    await phaseIs(cluster, 'p', 'Succeeded')();
    expect(await logOf(cluster, 'p')).toBe(
      'plain 00 01 02\n400\ns3 p p-s3 $(NAME) $(NOBODY) 2\n/some/where\ngivenread only\nnothing else\n1\n',
    );
    expect(readFileSync(join(claims, 'part', 'made'), 'utf8')).toBe('made\n');
    expect(await logOf(cluster, 'p', '?tailLines=2')).toBe('nothing else\n1\n');
    expect(await logOf(cluster, 'p', '?limitBytes=5')).toBe('plain');
    expect(await logOf(cluster, 'p', '?timestamps=true&tailLines=1')).toMatch(
      /^\d{4}-\d\d-\d\dT[\d:]+\.\d{9}Z 1\n$/,
    );
  },
);

test.runIf(hasContainers)(
  'a pod that cannot start says why, and starts when what it waits for is there',
  async () => {
    await using cluster = await startTestCluster({ nodes: 1, cpu: '2' });
    await make(cluster, `${api}/pods`, podOf('image', 'true', {}, { image: 'missing/image' }));
    await make(
      cluster,
      `${api}/pods`,
      podOf('big', 'true', {}, { resources: { requests: { cpu: '3' } } }),
    );
    await make(
      cluster,
      `${api}/pods`,
      podOf(
        'key',
        'true',
        {},
        { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'late', key: 'a' } } }] },
      ),
    );
    await until(() => waiting(cluster.pod('image'))?.reason === 'ImagePullBackOff', 'the image');
    expect(waiting(cluster.pod('image'))?.message).toMatch(
      /^Back-off pulling image "missing\/image": ErrImagePull: failed to pull/,
    );
    const scheduled = () =>
      cluster.pod('big').status.conditions?.find(({ type }) => type === 'PodScheduled');
    expect(scheduled()).toMatchObject({
      status: 'False',
      reason: 'Unschedulable',
      message:
        '0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.',
    });
    await until(
      () => waiting(cluster.pod('key'))?.reason === 'CreateContainerConfigError',
      'the key',
    );
    expect(waiting(cluster.pod('key'))?.message).toBe('secret "late" not found');
    await make(cluster, `${api}/secrets`, {
      kind: 'Secret',
      metadata: { name: 'late' },
      data: { a: '' },
    });
    await phaseIs(cluster, 'key', 'Succeeded')();
  },
);

test.runIf(hasContainers)(
  'init containers come first, and when one fails the others never start',
  async () => {
    await using cluster = await startTestCluster();
    const init = (name: string, code: number) => ({
      name,
      image: 'image',
      command: ['sh', '-c', `echo ${name}; exit ${code}`],
    });
    await make(
      cluster,
      `${api}/pods`,
      podOf('p', 'echo never', { initContainers: [init('one', 0), init('two', 3)] }),
    );
    await phaseIs(cluster, 'p', 'Failed')();
    const { initContainerStatuses, containerStatuses } = cluster.pod('p').status;
    expect(initContainerStatuses?.map(({ state }) => state.terminated?.exitCode)).toEqual([0, 3]);
    expect(containerStatuses?.[0]?.state.waiting?.reason).toBe('PodInitializing');
  },
);

test.runIf(hasContainers)('a killed, an evicted and a disturbed pod are told apart', async () => {
  await using cluster = await startTestCluster();
  for (const name of ['oom', 'node', 'api'])
    await make(
      cluster,
      `${api}/pods`,
      podOf(name, 'sleep 600', { terminationGracePeriodSeconds: 0 }),
    );
  for (const name of ['oom', 'node', 'api']) await phaseIs(cluster, name, 'Running')();
  cluster.oomKill('oom');
  cluster.evict('node', 'node');
  cluster.evict('api');
  await phaseIs(cluster, 'oom', 'Failed')();
  expect(terminated(cluster.pod('oom'))).toMatchObject({ exitCode: 137, reason: 'OOMKilled' });
  await phaseIs(cluster, 'node', 'Failed')();
  expect(cluster.pod('node').status).toMatchObject({ reason: 'Evicted' });
  const reasons = cluster
    .pod('node')
    .status.conditions?.filter(({ type }) => type === 'DisruptionTarget');
  expect(reasons).toMatchObject([{ reason: 'TerminationByKubelet' }]);
  await until(
    () => cluster.pods().every(({ metadata }) => metadata.name !== 'api'),
    'the deletion',
  );
});

test.runIf(hasContainers)(
  'pods of a lost node are deleted after what they tolerate, and made anew when the node tells of their end',
  async () => {
    await using cluster = await startTestCluster({ nodes: 1, tolerationSeconds: 0 });
    await make(cluster, jobsPath, jobOf('a', 'sleep 600'));
    await until(() => cluster.pods()[0]?.status.phase === 'Running', 'the pod');
    const [first] = cluster.pods();
    await cluster.killNode('node-1');
    await until(() => cluster.pods()[0]?.metadata.deletionTimestamp !== undefined, 'the deletion');
    const condition = cluster
      .pods()[0]
      ?.status.conditions?.find(({ type }) => type === 'DisruptionTarget');
    expect(condition).toMatchObject({ status: 'True', reason: 'DeletionByTaintManager' });
    expect(cluster.pods()).toHaveLength(1);
    await cluster.returnNode('node-1');
    await until(
      () =>
        cluster
          .pods()
          .some(
            ({ metadata, status }) =>
              metadata.uid !== first?.metadata.uid && status.phase === 'Running',
          ),
      'the next pod',
    );
    const next = cluster.pods().find(({ metadata }) => metadata.uid !== first?.metadata.uid);
    expect(next?.metadata.annotations).toMatchObject({
      'batch.kubernetes.io/job-index-failure-count': '0',
      'batch.kubernetes.io/job-index-ignored-failure-count': '1',
    });
  },
);

test.runIf(hasContainers)(
  'a server that was away finds its nodes, its pods and their ends again',
  async () => {
    await using cluster = await startTestCluster();
    await make(cluster, jobsPath, jobOf('a', 'sleep 1'));
    await until(() => cluster.pods()[0]?.status.phase === 'Running', 'the pod');
    await cluster.stop();
    await expect(cluster.ask('GET', jobsPath)).rejects.toThrow();
    await cluster.start();
    await until(
      () => cluster.job('a').status.conditions?.at(-1)?.type === 'Complete',
      'the end of the Job',
    );
    expect(cluster.pods()).toHaveLength(1);
  },
);

test.runIf(hasContainers)(
  'a second pod for an index runs until the Job’s controller takes one of the two away',
  async () => {
    await using cluster = await startTestCluster();
    await make(cluster, jobsPath, jobOf('a', 'sleep 600'));
    await until(() => cluster.pods()[0]?.status.phase === 'Running', 'the pod');
    const second = cluster.startTwice('a', 0);
    await until(() => cluster.pods().length === 1, 'one pod again');
    expect(cluster.pods()[0]?.metadata.name).not.toBe(second);
  },
);

test.runIf(hasContainers)(
  'an optional ConfigMap that is made later comes to the pods that run',
  async () => {
    await using cluster = await startTestCluster();
    const volumes = [{ name: 'late', configMap: { name: 'late', optional: true } }];
    const container = { volumeMounts: [{ name: 'late', mountPath: '/late' }] };
    const script = 'ls /late; until [ -e /late/go ]; do sleep 0.05; done; cat /late/go';
    await make(cluster, `${api}/pods`, podOf('p', script, { volumes }, container));
    await phaseIs(cluster, 'p', 'Running')();
    await make(cluster, `${api}/configmaps`, { metadata: { name: 'late' }, data: { go: 'now' } });
    await phaseIs(cluster, 'p', 'Succeeded')();
    expect(await logOf(cluster, 'p')).toBe('now');
  },
);
