import { expect, test } from 'vitest';
import type { Pod, PodStatus } from './objects/pod.ts';
import { disrupted, ended, job, main, pod } from './pod.rig.ts';
import { podView } from './pod-view.ts';

test('a pod says which life of which task it is', () => {
  const annotations = {
    'batch.kubernetes.io/job-completion-index': '3',
    'batch.kubernetes.io/job-index-failure-count': '1',
    'batch.kubernetes.io/job-index-ignored-failure-count': '2',
  };
  const running = main({ running: { startedAt: '2026-11-22T16:07:12Z' } });
  expect(podView(pod({ phase: 'Running', ...running }, { annotations }), job())).toEqual({
    token: 'mr-brave-otter-k3j9x-0',
    task: 3,
    counted: 3,
    life: 3,
    name: 'mr-brave-otter-k3j9x-0-3-x7k2p',
    uid: '5d1f2f0e-4f3b-4b8e-9a37-0d9d1c6c3a01',
    created: Date.UTC(2026, 10, 22, 16, 7, 10),
    phase: 'running',
    startedAt: Date.UTC(2026, 10, 22, 16, 7, 12),
    node: 'node-7',
    deleting: false,
    released: false,
    silent: false,
  });
});

test('a pod of others is none of ours', () => {
  expect(podView(pod({}, { labels: {}, annotations: {} }), undefined)).toBeUndefined();
});

test.each<[string, PodStatus, string]>([
  ['node takes it', { phase: 'Pending' }, 'starting'],
  [
    'container is made',
    { phase: 'Pending', ...main({ waiting: { reason: 'ContainerCreating' } }) },
    'starting',
  ],
  ['container runs', { phase: 'Running', ...main({ running: {} }) }, 'running'],
  // Why it ended may still be written.
  ['container has ended', { ...ended(137), phase: 'Running' }, 'running'],
  ['pod has ended', ended(0), 'ended'],
])('where a pod is: its %s', (_what, status, phase) => {
  expect(podView(pod(status), job())?.phase).toBe(phase);
});

test('a pod is silent when its containers were well last and it is not ready: nobody hears of its node', () => {
  const lost = (ready: string, containers: string): PodStatus => ({
    phase: 'Running',
    conditions: [
      { type: 'Ready', status: ready },
      { type: 'ContainersReady', status: containers },
    ],
    ...main({ running: {} }),
  });
  const isSilent = (status: PodStatus) => podView(pod(status), job())?.silent;
  expect(isSilent(lost('False', 'True'))).toBe(true);
  expect(isSilent(lost('True', 'True'))).toBe(false);
  // A container beside ours, that somebody put there, is not ready.
  expect(isSilent(lost('False', 'False'))).toBe(false);
  expect(isSilent({ ...lost('False', 'True'), ...ended(1) })).toBe(false);
});

const conditions = (reason: string, message: string): PodStatus => ({
  phase: 'Pending',
  conditions: [{ type: 'PodScheduled', status: 'False', reason, message }],
});
const waiting = (reason: string, message = ''): PodStatus => ({
  phase: 'Pending',
  ...main({ waiting: { reason, message } }),
});

test.each<[PodStatus, string, boolean]>([
  [
    conditions(
      'Unschedulable',
      '0/5 nodes are available: 1 node(s) had untolerated taint {gpu: yes}, 4 Insufficient nvidia.com/gpu. preemption: 0/5 nodes are available: 1 Preemption is not helpful for scheduling, 4 No preemption victims found for incoming pod.',
    ),
    'no node takes it: 4 of 5 have too little nvidia.com/gpu free, 1 of 5 has the taint {gpu: yes} (tolerations)',
    false,
  ],
  [
    conditions(
      'Unschedulable',
      "0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector.",
    ),
    'no node takes it: 3 of 3 are none of those that node_selector asks for',
    false,
  ],
  [
    conditions(
      'Unschedulable',
      '0/2 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found',
    ),
    'no node takes it: no volume is there for its claim (kubectl get pvc)',
    false,
  ],
  [
    conditions(
      'Unschedulable',
      '0/2 nodes are available: persistentvolumeclaim "data" not found. not found',
    ),
    'no node takes it: persistentvolumeclaim "data" not found',
    false,
  ],
  [
    conditions('Unschedulable', 'persistentvolumeclaim "data" not found'),
    'no node takes it: persistentvolumeclaim "data" not found',
    false,
  ],
  [conditions('SchedulingGated', 'waiting for gates'), 'held back in its cluster', false],
  [
    waiting('ImagePullBackOff', 'Back-off pulling image "lab/train:2"'),
    "its image lab/train:2 can't be pulled",
    false,
  ],
  [
    waiting(
      'ErrImagePull',
      'failed to pull and unpack image "docker.io/lab/train:2": failed to resolve reference "docker.io/lab/train:2": docker.io/lab/train:2: not found',
    ),
    "its image lab/train:2 can't be pulled: there is no such image",
    true,
  ],
  [
    waiting(
      'ImagePullBackOff',
      'Back-off pulling image "lab/train:2": ErrImagePull: pull access denied, repository does not exist or may require authorization',
    ),
    "its image lab/train:2 can't be pulled: there is no such image",
    true,
  ],
  [
    waiting('ErrImagePull', 'failed to fetch anonymous token: unexpected status: 401 Unauthorized'),
    "its image lab/train:2 can't be pulled: the registry refuses it: image_pull_secret names a Secret with a login",
    true,
  ],
  [
    waiting('ErrImagePull', 'dial tcp: lookup registry.example: i/o timeout'),
    "its image lab/train:2 can't be pulled: dial tcp: lookup registry.example: i/o timeout",
    false,
  ],
  [waiting('InvalidImageName'), 'lab/train:2 is no name of an image', true],
  [
    waiting('CreateContainerConfigError', 'secret "wandb" not found'),
    'its container can\'t be made: secret "wandb" not found',
    true,
  ],
])('why a pod waits, in words (%#)', (status, text, never) => {
  expect(podView(pod(status, {}, undefined), job())?.waiting).toEqual({ text, never });
});

test('of a pod that is about to start there is nothing to tell', () => {
  expect(podView(pod(waiting('ContainerCreating')), job())?.waiting).toBeUndefined();
});

const deleted = { deletionTimestamp: '2026-11-22T16:09:40Z', deletionGracePeriodSeconds: 30 };

test.each<[string, Pod, object]>([
  ['by itself', pod(ended(0)), { state: 'Succeeded', kind: 'done', code: 0, again: false }],
  [
    'with a code',
    pod(ended(3)),
    {
      state: 'Error',
      kind: 'exit',
      code: 3,
      text: 'its container ended with exit 3',
      again: false,
    },
  ],
  [
    'by a signal',
    pod(ended(139)),
    { kind: 'signal', code: 139, text: 'its container ended by SIGSEGV' },
  ],
  ['to be made again', pod(ended(85)), { kind: 'exit', code: 85, again: true }],
  [
    'for want of memory',
    pod(ended(137, { reason: 'OOMKilled' })),
    { state: 'OOMKilled', kind: 'oom', code: 137, again: true },
  ],
  ['killed, nobody knows by whom', pod(ended(137)), { state: 'Error', kind: 'signal', code: 137 }],
  [
    'for another pod',
    pod(
      ended(143, {
        status: disrupted(
          'PreemptionByScheduler',
          'default-scheduler: preempting to accommodate a higher priority pod',
        ),
      }),
    ),
    {
      state: 'PreemptionByScheduler',
      kind: 'preempted',
      again: true,
      text: expect.stringContaining('to make room for another pod: default-scheduler'),
    },
  ],
  [
    'for maintenance',
    pod(ended(143, { status: disrupted('EvictionByEvictionAPI') }), deleted),
    { kind: 'preempted', again: true },
  ],
  [
    'with its node',
    pod({ phase: 'Failed', ...disrupted('DeletionByTaintManager') }),
    { kind: 'node', again: true },
  ],
  [
    'with a node that is gone',
    pod({ phase: 'Failed', ...disrupted('DeletionByPodGC') }),
    { kind: 'node', again: true },
  ],
  [
    'for want of something on its node',
    pod({
      phase: 'Failed',
      reason: 'Evicted',
      message: 'The node was low on resource: memory. Threshold quantity: 100Mi.',
      ...disrupted('TerminationByKubelet'),
    }),
    {
      state: 'Evicted',
      kind: 'node',
      text: 'its node was short of something: The node was low on resource: memory. Threshold quantity: 100Mi.',
      again: true,
    },
  ],
  [
    'at its time limit',
    pod({
      ...ended(143),
      reason: 'DeadlineExceeded',
      message: 'Pod was active on the node longer than the specified deadline',
    }),
    {
      state: 'DeadlineExceeded',
      kind: 'timeout',
      text: 'stopped at the time limit of its pod',
      again: false,
    },
  ],
  [
    'refused by its node',
    pod({ phase: 'Failed', reason: 'OutOfcpu', message: 'Pod was rejected' }),
    { kind: 'node', again: true },
  ],
  [
    'without a shell',
    pod(
      ended(128, { reason: 'StartError', message: 'exec: "/bin/sh": no such file or directory' }),
    ),
    { state: 'StartError', kind: 'launch', code: 128, again: false },
  ],
  [
    'lost from sight',
    pod(ended(137, { reason: 'ContainerStatusUnknown' })),
    { kind: 'node', again: true },
  ],
  [
    'deleted by somebody',
    pod(ended(143), { deletionTimestamp: '2026-11-22T16:09:42Z', deletionGracePeriodSeconds: 31 }),
    { state: 'Deleted', kind: 'cancelled', text: 'its pod was deleted', again: false },
  ],
  [
    'before it was deleted',
    pod(ended(3), { deletionTimestamp: '2026-11-22T16:10:00Z', deletionGracePeriodSeconds: 0 }),
    { state: 'Error', kind: 'exit', code: 3 },
  ],
  [
    'in the second in which it was deleted',
    pod(ended(3), { deletionTimestamp: '2026-11-22T16:09:42Z', deletionGracePeriodSeconds: 30 }),
    { state: 'Error', kind: 'exit' },
  ],
  ['without a word', pod({ phase: 'Failed' }), { kind: 'lost', again: true }],
  [
    'for want of its code',
    pod({
      phase: 'Failed',
      initContainerStatuses: [
        {
          name: 'code',
          state: { terminated: { exitCode: 128, message: 'fatal: repository not found\n' } },
        },
      ],
    }),
    {
      state: 'InitError',
      kind: 'launch',
      text: 'its container code ended with exit 128: fatal: repository not found',
    },
  ],
])('how a pod ended: %s', (_how, given, end) => {
  expect(podView(given, job())).toMatchObject({ phase: 'ended', end });
});

test('who deletes a job deletes its pods, and who suspends it has them made again', () => {
  const gone = pod(ended(143), {
    deletionTimestamp: '2026-11-22T16:09:42Z',
    deletionGracePeriodSeconds: 31,
  });
  const deletedJob = job({ metadata: { ...job().metadata, ...deleted } });
  const suspended = job({ spec: { ...job().spec, suspend: true } });
  const text = 'its job was deleted';
  expect(podView(gone, undefined)?.end).toMatchObject({ kind: 'cancelled', text, again: false });
  expect(podView(gone, deletedJob)?.end).toMatchObject({ kind: 'cancelled', text, again: false });
  expect(podView(gone, suspended)?.end).toMatchObject({ state: 'Suspended', kind: 'interrupted' });
});

test('no pod follows when the job says so, whatever the rules are', () => {
  const again = pod(ended(85));
  const status = (more: object) => job({ status: more });
  const failing = { type: 'FailureTarget', status: 'True', reason: 'MaxFailedIndexesExceeded' };
  expect(podView(again, status({ failedIndexes: '1,3-5' }))?.end?.again).toBe(false);
  expect(podView(again, status({ completedIndexes: '3' }))?.end?.again).toBe(false);
  expect(podView(again, status({ conditions: [failing] }))?.end?.again).toBe(false);
  expect(podView(again, status({ failedIndexes: '1,5' }))?.end?.again).toBe(true);
});

test('the retries of an index end', () => {
  const annotations = {
    'batch.kubernetes.io/job-completion-index': '3',
    'batch.kubernetes.io/job-index-failure-count': '2',
  };
  expect(podView(pod(ended(85), { annotations }), job())?.end?.again).toBe(false);
  const preempted = ended(143, { status: disrupted('PreemptionByScheduler') });
  expect(podView(pod(preempted, { annotations }), job())?.end?.again).toBe(true);
});

test('what a worker said at its end comes along', () => {
  const message = '{"event":"worker"}\n';
  expect(podView(pod(ended(0, { message })), job())).toMatchObject({
    message,
    finishedAt: Date.UTC(2026, 10, 22, 16, 9, 12),
  });
});
