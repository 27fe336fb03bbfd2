import { expect, test } from 'vitest';
import type { Context } from '../contexts/context.ts';
import { jobManifest } from './job-manifest.ts';
import type { JobRequest } from './job-request.ts';
import type { PodSpec } from './objects/pod.ts';

const context = (kubernetes: Context['kubernetes'] = {}, more: Partial<Context> = {}): Context =>
  ({ name: 'pods', backend: 'kubernetes', storageDir: '/work', kubernetes, ...more }) as Context;

const request = (more: Partial<JobRequest> = {}): JobRequest => ({
  token: 'mr-brave-otter-k3j9x-0',
  sweep: { id: '20261122-1607-brave-otter' },
  context: context(),
  image: 'lab/train:2',
  resources: { cpu: 2, mem: 16384 },
  runs: [
    [0, 1],
    [4, 2],
  ],
  tasks: 2,
  parallelism: 1,
  retries: 0,
  retryOn: [],
  grace: 10,
  batchMaps: ['mr-brave-otter-k3j9x-0'],
  hash: 'cafe',
  ...more,
});

const podOf = (more: Partial<JobRequest> = {}): PodSpec =>
  jobManifest(request(more)).spec.template.spec;
const rulesOf = (more: Partial<JobRequest>) =>
  jobManifest(request(more)).spec.podFailurePolicy?.rules;

test('the Job of a batch, as it is sent', () => {
  expect(jobManifest(request())).toMatchInlineSnapshot(`
    {
      "apiVersion": "batch/v1",
      "kind": "Job",
      "metadata": {
        "annotations": {
          "mrunner.dev/context": "pods",
          "mrunner.dev/hash": "cafe",
          "mrunner.dev/runs": "[[0,1],[4,2]]",
        },
        "labels": {
          "mrunner.dev/sweep": "20261122-1607-brave-otter",
          "mrunner.dev/token": "mr-brave-otter-k3j9x-0",
        },
        "name": "mr-brave-otter-k3j9x-0",
      },
      "spec": {
        "backoffLimitPerIndex": 0,
        "completionMode": "Indexed",
        "completions": 2,
        "maxFailedIndexes": 2,
        "parallelism": 1,
        "podFailurePolicy": {
          "rules": [
            {
              "action": "FailIndex",
              "onExitCodes": {
                "containerName": "main",
                "operator": "NotIn",
                "values": [
                  85,
                ],
              },
            },
          ],
        },
        "podReplacementPolicy": "Failed",
        "suspend": true,
        "template": {
          "metadata": {
            "annotations": {},
            "labels": {
              "mrunner.dev/sweep": "20261122-1607-brave-otter",
              "mrunner.dev/token": "mr-brave-otter-k3j9x-0",
            },
          },
          "spec": {
            "containers": [
              {
                "command": [
                  "/bin/sh",
                  "/mrunner/batch/worker.sh",
                ],
                "env": [
                  {
                    "name": "MRUNNER_POD_FAILURES",
                    "valueFrom": {
                      "fieldRef": {
                        "fieldPath": "metadata.annotations['batch.kubernetes.io/job-index-failure-count']",
                      },
                    },
                  },
                  {
                    "name": "MRUNNER_POD_DISRUPTIONS",
                    "valueFrom": {
                      "fieldRef": {
                        "fieldPath": "metadata.annotations['batch.kubernetes.io/job-index-ignored-failure-count']",
                      },
                    },
                  },
                  {
                    "name": "MRUNNER_NODE",
                    "valueFrom": {
                      "fieldRef": {
                        "fieldPath": "spec.nodeName",
                      },
                    },
                  },
                ],
                "image": "lab/train:2",
                "name": "main",
                "resources": {
                  "limits": {
                    "memory": "16Gi",
                  },
                  "requests": {
                    "cpu": "2",
                    "memory": "16Gi",
                  },
                },
                "volumeMounts": [
                  {
                    "mountPath": "/mrunner/batch",
                    "name": "batch",
                    "readOnly": true,
                  },
                  {
                    "mountPath": "/mrunner/cancel",
                    "name": "cancel",
                    "readOnly": true,
                  },
                  {
                    "mountPath": "/mrunner/own",
                    "name": "own",
                  },
                  {
                    "mountPath": "/work",
                    "name": "storage",
                  },
                ],
              },
            ],
            "enableServiceLinks": false,
            "restartPolicy": "Never",
            "terminationGracePeriodSeconds": 30,
            "volumes": [
              {
                "configMap": {
                  "name": "mr-brave-otter-k3j9x-0",
                },
                "name": "batch",
              },
              {
                "configMap": {
                  "name": "mr-brave-otter-k3j9x-0-cancel",
                  "optional": true,
                },
                "name": "cancel",
              },
              {
                "emptyDir": {},
                "name": "own",
              },
              {
                "emptyDir": {},
                "name": "storage",
              },
            ],
          },
        },
      },
    }
  `);
});

test('without a wish for retries an index fails at its first end', () => {
  expect(jobManifest(request({ retryOn: ['preempted', 'oom'] })).spec).toMatchObject({
    backoffLimitPerIndex: 0,
    podFailurePolicy: { rules: [{ action: 'FailIndex' }] },
  });
});

test.each<[readonly string[], readonly number[], boolean]>([
  [['exit'], [85], false],
  [['exit', 'oom'], [85, 137], false],
  [['preempted'], [85], true],
  [['node', 'oom'], [85, 137], true],
])(
  'with retries for %j codes %j and disruptions (%j) are followed by another pod',
  (retryOn, values, ignores) => {
    const rules = rulesOf({ retries: 3, retryOn });
    expect(rules?.at(-1)).toEqual({
      action: 'FailIndex',
      onExitCodes: { containerName: 'main', operator: 'NotIn', values },
    });
    expect(rules?.slice(0, -1)).toEqual([
      {
        action: ignores ? 'Ignore' : 'FailIndex',
        onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }],
      },
    ]);
    expect(jobManifest(request({ retries: 3, retryOn })).spec.backoffLimitPerIndex).toBe(3);
  },
);

test('where runs share pods nothing is made again: other pods take what one left', () => {
  const packed = { slots: 2, time: 600 };
  const job = jobManifest(
    request({ packed, retries: 3, retryOn: ['preempted', 'oom'], maxFailures: 1 }),
  );
  expect(job.spec).toMatchObject({
    backoffLimitPerIndex: 0,
    maxFailedIndexes: 2,
    podFailurePolicy: { rules: [{ action: 'FailIndex' }] },
  });
  expect(job.spec.template.spec.containers[0]?.resources?.requests).toEqual({
    cpu: '4',
    memory: '32Gi',
  });
  expect(job.metadata.labels).toMatchObject({ 'mrunner.dev/packed': 'true' });
});

test('so many failed runs end a Job, counted as Kubernetes does: what is beyond them', () => {
  expect(jobManifest(request({ maxFailures: 3 })).spec.maxFailedIndexes).toBe(2);
  expect(jobManifest(request({ maxFailures: 1 })).spec.maxFailedIndexes).toBe(0);
  // More than there are indexes is refused.
  expect(jobManifest(request({ maxFailures: 10 })).spec.maxFailedIndexes).toBe(2);
});

test('Kueue suspends and releases by itself, and may give a part of what was asked', () => {
  const { metadata, spec } = jobManifest(request({ context: context({ kueue_queue: 'lab' }) }));
  expect(spec).not.toHaveProperty('suspend');
  expect(metadata.labels).toMatchObject({ 'kueue.x-k8s.io/queue-name': 'lab' });
  expect(metadata.annotations).toMatchObject({ 'kueue.x-k8s.io/job-min-parallelism': '1' });
  const together = jobManifest(
    request({ context: context({ kueue_queue: 'lab' }), together: true }),
  );
  expect(together.metadata.annotations).not.toHaveProperty('kueue.x-k8s.io/job-min-parallelism');
});

test('a time limit of Kubernetes is behind the one that workers keep', () => {
  expect(podOf({ resources: { time: 3600 } }).activeDeadlineSeconds).toBeGreaterThan(3600 + 10);
  expect(podOf()).not.toHaveProperty('activeDeadlineSeconds');
  expect(podOf().terminationGracePeriodSeconds).toBeGreaterThan(10);
});

test('what a context says of pods is said of them', () => {
  const pods = podOf({
    service: 'mr-20261122-1607-brave-otter',
    context: context({
      image_pull_secret: 'registry',
      image_pull_policy: 'Always',
      node_selector: { 'cloud.google.com/gke-accelerator': 'nvidia-l4' },
      tolerations: [{ key: 'gpu', operator: 'Exists' }],
      priority_class: 'low',
      service_account: 'trainer',
      runtime_class: 'nvidia',
      kube_secrets: ['wandb'],
      shm: 8192,
      volumes: [
        {
          path: '/data',
          source: { kind: 'claim', name: 'datasets' },
          readOnly: true,
          subPath: 'v2',
        },
        { path: '/nfs', source: { kind: 'host_path', hostPath: '/mnt/nfs' }, readOnly: false },
      ],
    }),
  });
  expect(pods).toMatchObject({
    subdomain: 'mr-20261122-1607-brave-otter',
    imagePullSecrets: [{ name: 'registry' }],
    nodeSelector: { 'cloud.google.com/gke-accelerator': 'nvidia-l4' },
    tolerations: [{ key: 'gpu', operator: 'Exists' }],
    priorityClassName: 'low',
    serviceAccountName: 'trainer',
    runtimeClassName: 'nvidia',
  });
  expect(pods.containers[0]).toMatchObject({
    imagePullPolicy: 'Always',
    envFrom: [{ secretRef: { name: 'wandb' } }],
  });
  expect(mountedAt(pods, '/dev/shm')).toEqual({
    name: 'shm',
    emptyDir: { medium: 'Memory', sizeLimit: '8Gi' },
  });
  expect(mountedAt(pods, '/data')).toMatchObject({
    persistentVolumeClaim: { claimName: 'datasets' },
  });
  expect(mountedAt(pods, '/nfs')).toMatchObject({ hostPath: { path: '/mnt/nfs' } });
  expect(pods.containers[0]?.volumeMounts).toContainEqual(
    expect.objectContaining({ mountPath: '/data', readOnly: true, subPath: 'v2' }),
  );
});

test('the storage directory is on its claim, in a volume of its own that covers it, or gone with the pod', () => {
  expect(mountedAt(podOf(), '/work')).toMatchObject({ emptyDir: {} });
  expect(mountedAt(podOf({ context: context({ pvc: 'runs' }) }), '/work')).toMatchObject({
    persistentVolumeClaim: { claimName: 'runs' },
  });
  const nfs = { path: '/data', source: { kind: 'claim', name: 'nfs' }, readOnly: false };
  const covered = podOf({ context: context({ volumes: [nfs] }, { storageDir: '/data/me' }) });
  expect(covered.containers[0]?.volumeMounts?.map(({ mountPath }) => mountPath)).not.toContain(
    '/data/me',
  );
});

test('code, values of secrets and the files of a large batch come in volumes', () => {
  const pods = podOf({
    batchMaps: ['a', 'a-1'],
    codeMaps: ['code-0', 'code-1'],
    privateSecret: 'a-private',
  });
  expect(mountedAt(pods, '/mrunner/batch')).toMatchObject({
    projected: { sources: [{ configMap: { name: 'a' } }, { configMap: { name: 'a-1' } }] },
  });
  expect(mountedAt(pods, '/mrunner/code.1')).toMatchObject({ configMap: { name: 'code-1' } });
  expect(mountedAt(pods, '/mrunner/private')).toMatchObject({
    secret: { secretName: 'a-private' },
  });
});

test('a commit is cloned before runs start, and its key is seen by nobody else', () => {
  const pods = podOf({
    commit: 'deadbeef',
    context: context({ git_url: 'git@host:lab/train', git_secret: 'key' }, { code: 'git' }),
  });
  const [clone] = pods.initContainers ?? [];
  expect(clone?.command?.slice(-3)).toEqual([
    'git@host:lab/train',
    'deadbeef',
    '/mrunner/own/code/deadbeef',
  ]);
  const paths = (container: typeof clone) => container?.volumeMounts?.map((it) => it.mountPath);
  expect(paths(clone)).toContain('/mrunner/git');
  expect(paths(pods.containers[0])).not.toContain('/mrunner/git');
});

/** The volume that the container with the runs sees at a path. */
function mountedAt({ containers, volumes }: PodSpec, path: string) {
  const mount = containers[0]?.volumeMounts?.find(({ mountPath }) => mountPath === path);
  return volumes?.find(({ name }) => name === mount?.name);
}
