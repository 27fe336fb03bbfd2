import type { Job, Pod } from '../objects.ts';
import { isEnded } from '../pod-requests.ts';
import { parseIndexes } from './job-indexes.ts';
import { podVerdict } from './pod-failure-policy.ts';

export const trackingFinalizer = 'batch.kubernetes.io/job-tracking';
export const indexKey = 'batch.kubernetes.io/job-completion-index';
export const failuresKey = 'batch.kubernetes.io/job-index-failure-count';
export const ignoredKey = 'batch.kubernetes.io/job-index-ignored-failure-count';

/** The index of a pod; -1 without one. */
export const indexOf = ({ metadata }: Pod): number => {
  const text = metadata.annotations?.[indexKey];
  return text === undefined ? -1 : Number(text);
};

export const countOf = ({ metadata }: Pod, key: string): number =>
  Number(metadata.annotations?.[key] ?? 0);

export const isTracked = ({ metadata }: Pod): boolean =>
  (metadata.finalizers ?? []).includes(trackingFinalizer);

export const isIndexed = ({ spec }: Job): boolean => spec.completionMode === 'Indexed';

export const isPerIndex = ({ spec }: Job): boolean => spec.backoffLimitPerIndex !== undefined;

/** Whether pods are replaced only when they have failed, not already when they are being deleted. */
export const replacesOnlyFailed = ({ spec }: Job): boolean =>
  spec.podReplacementPolicy === 'Failed' || spec.podFailurePolicy !== undefined;

/** Whether a pod is as good as failed for its Job. */
export const isFailed = (job: Job, { metadata, status }: Pod): boolean =>
  status.phase === 'Failed' ||
  (!replacesOnlyFailed(job) &&
    metadata.deletionTimestamp !== undefined &&
    status.phase !== 'Succeeded');

/** A Job with its pods, in groups. */
export interface JobView {
  readonly job: Job;
  readonly pods: readonly Pod[];
  readonly active: readonly Pod[];
  readonly terminating: readonly Pod[];
  readonly succeeded: Set<number>;
  readonly failed: Set<number>;
  /** Of an index without an active pod the pod that failed last, kept until its successor is made. */
  readonly delayed: ReadonlyMap<number, Pod>;
}

export function viewJob(job: Job, pods: readonly Pod[]): JobView {
  const completions = job.spec.completions ?? 0;
  const active = pods.filter(
    (pod) => !isEnded(pod) && pod.metadata.deletionTimestamp === undefined,
  );
  const terminating = pods.filter(
    (pod) => !isEnded(pod) && pod.metadata.deletionTimestamp !== undefined,
  );
  const valid = pods.filter((pod) => indexOf(pod) >= 0 && indexOf(pod) < completions);
  const succeeded = parseIndexes(job.status.completedIndexes, completions);
  const failed = parseIndexes(job.status.failedIndexes, completions);
  for (const pod of valid) {
    if (!isTracked(pod)) continue;
    if (pod.status.phase === 'Succeeded') succeeded.add(indexOf(pod));
    if (isPerIndex(job) && failsIndex(job, pod)) failed.add(indexOf(pod));
  }
  const busy = new Set(active.map(indexOf));
  const delayed = new Map<number, Pod>();
  if (isPerIndex(job))
    for (const pod of valid) {
      const index = indexOf(pod);
      if (!isTracked(pod) || !isFailed(job, pod)) continue;
      if (succeeded.has(index) || failed.has(index) || busy.has(index)) continue;
      const other = delayed.get(index);
      if (other === undefined || lives(other) <= lives(pod)) delayed.set(index, pod);
    }
  return { job, pods, active, terminating, succeeded, failed, delayed };
}

const lives = (pod: Pod) => countOf(pod, failuresKey) + countOf(pod, ignoredKey);

function failsIndex(job: Job, pod: Pod): boolean {
  if (!isFailed(job, pod)) return false;
  const { action, counts } = podVerdict(job, pod);
  if (action === 'FailIndex') return true;
  return counts && countOf(pod, failuresKey) >= (job.spec.backoffLimitPerIndex ?? 0);
}

/** When a pod ended, in milliseconds. */
export function finishTime({ metadata, status }: Pod): number {
  const times = (status.containerStatuses ?? []).map(({ state }) =>
    Date.parse(state.terminated?.finishedAt ?? ''),
  );
  if (times.length > 0 && times.every((time) => !Number.isNaN(time))) return Math.max(...times);
  const ready = (status.conditions ?? []).find(({ type }) => type === 'Ready');
  if (ready?.status === 'False' && ready.lastTransitionTime)
    return Date.parse(ready.lastTransitionTime);
  if (metadata.deletionTimestamp !== undefined)
    return (
      Date.parse(metadata.deletionTimestamp) - (metadata.deletionGracePeriodSeconds ?? 0) * 1000
    );
  return Date.parse(metadata.creationTimestamp);
}
