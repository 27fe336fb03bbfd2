import type { Job } from './objects/job.ts';
import type { ContainerStatus, Pod, PodStatus } from './objects/pod.ts';

/** A pod as an API server answers it: of index 3 of a Job, on its second life. */
export const pod = (
  status: PodStatus,
  metadata: Partial<Pod['metadata']> = {},
  nodeName: string | undefined = 'node-7',
): Pod => ({
  metadata: {
    name: 'mr-brave-otter-k3j9x-0-3-x7k2p',
    namespace: 'ml',
    uid: '5d1f2f0e-4f3b-4b8e-9a37-0d9d1c6c3a01',
    creationTimestamp: '2026-11-22T16:07:10Z',
    labels: {
      'batch.kubernetes.io/controller-uid': '0b2d5a8e-8a2f-4d0e-b7d7-3a40c6a3fd11',
      'batch.kubernetes.io/job-completion-index': '3',
      'batch.kubernetes.io/job-name': 'mr-brave-otter-k3j9x-0',
      'mrunner.dev/sweep': '20261122-1607-brave-otter',
      'mrunner.dev/token': 'mr-brave-otter-k3j9x-0',
    },
    annotations: {
      'batch.kubernetes.io/job-completion-index': '3',
      'batch.kubernetes.io/job-index-failure-count': '1',
    },
    ...metadata,
  },
  spec: {
    restartPolicy: 'Never',
    ...(nodeName !== undefined && { nodeName }),
    containers: [{ name: 'main', image: 'lab/train:2' }],
  },
  status,
});

/** What a node tells of the container with the runs. */
export const main = (state: ContainerStatus['state']): Pick<PodStatus, 'containerStatuses'> => ({
  containerStatuses: [
    { name: 'main', image: 'lab/train:2', ...(state !== undefined && { state }) },
  ],
});

/** A pod of which the container ended with a code. */
export const ended = (
  exitCode: number,
  more: { readonly status?: PodStatus; readonly reason?: string; readonly message?: string } = {},
): PodStatus => ({
  phase: exitCode === 0 ? 'Succeeded' : 'Failed',
  ...main({
    terminated: {
      exitCode,
      reason: more.reason ?? (exitCode === 0 ? 'Completed' : 'Error'),
      ...(more.message !== undefined && { message: more.message }),
      startedAt: '2026-11-22T16:07:12Z',
      finishedAt: '2026-11-22T16:09:12Z',
    },
  }),
  ...more.status,
});

/** The condition of a pod that is to go. */
export const disrupted = (reason: string, message = ''): Pick<PodStatus, 'conditions'> => ({
  conditions: [
    { type: 'Ready', status: 'False', reason: 'PodFailed' },
    { type: 'DisruptionTarget', status: 'True', reason, message },
  ],
});

/** The Job of `pod`, with retries after 85, 137 and disruptions. */
export const job = (more: Partial<Job> = {}): Job => ({
  metadata: {
    name: 'mr-brave-otter-k3j9x-0',
    uid: '0b2d5a8e-8a2f-4d0e-b7d7-3a40c6a3fd11',
    labels: { 'mrunner.dev/sweep': '20261122-1607-brave-otter' },
    annotations: { 'mrunner.dev/hash': 'cafe' },
  },
  spec: {
    completions: 10,
    parallelism: 5,
    backoffLimitPerIndex: 2,
    podFailurePolicy: {
      rules: [
        { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
        {
          action: 'FailIndex',
          onExitCodes: { containerName: 'main', operator: 'NotIn', values: [85, 137] },
        },
      ],
    },
    template: { metadata: {}, spec: { containers: [] } },
  },
  ...more,
});
