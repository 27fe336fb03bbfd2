import { jobs } from '../api/resources.ts';
import { apiTime, type Job, type JobStatus, type Pod } from '../objects.ts';
import { isEnded } from '../pod-requests.ts';
import type { Controls } from './controls.ts';
import { conditionOf, type JobEnd, jobEnd, succeededEnd, withCondition } from './job-end.ts';
import { indexesText } from './job-indexes.ts';
import { podOfJob } from './job-pods.ts';
import {
  countOf,
  failuresKey,
  finishTime,
  ignoredKey,
  indexOf,
  isFailed,
  isIndexed,
  isPerIndex,
  isTracked,
  type JobView,
  replacesOnlyFailed,
  viewJob,
} from './job-view.ts';
import { podVerdict } from './pod-failure-policy.ts';

/** Brings one Job a step on; the answer is in how many milliseconds to look again, if at all. */
export function syncJob(controls: Controls, job: Job): number | undefined {
  if (conditionOf(job, 'Complete') ?? conditionOf(job, 'Failed')) return expire(controls, job);
  if (job.spec.managedBy !== undefined && job.spec.managedBy !== 'kubernetes.io/job-controller')
    return undefined;
  const owned = controls.podsOf(job);
  const view = viewJob(job, owned);
  const isDeleted = job.metadata.deletionTimestamp !== undefined;
  const status: JobStatus = structuredClone(job.status);
  if (status.startTime === undefined && !job.spec.suspend) status.startTime = apiTime();
  const countable = owned.filter(
    (pod) => isTracked(pod) && isFailed(job, pod) && podVerdict(job, pod).counts,
  );
  let end = jobEnd({ ...view, job: { ...job, status } }, (status.failed ?? 0) + countable.length);
  let wait: number | undefined;
  if (end !== undefined) for (const pod of view.active) controls.deletePod(pod);
  else {
    if (!isDeleted) wait = managePods(controls, view, status);
    end = completed(controls, view);
    if (end === undefined && !isDeleted) noteSuspension(controls, job, status);
  }
  track(controls, view, status, end);
  return soonest(wait, deadline(job, status));
}

const soonest = (...times: (number | undefined)[]): number | undefined => {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.max(Math.min(...known), 0);
};

function deadline({ spec }: Job, { startTime }: JobStatus): number | undefined {
  if (spec.activeDeadlineSeconds === undefined || spec.suspend || startTime === undefined)
    return undefined;
  return Date.parse(startTime) + spec.activeDeadlineSeconds * 1000 - Date.now();
}

/** Deletes a finished Job when its time has come. */
function expire(controls: Controls, job: Job): number | undefined {
  const ttl = job.spec.ttlSecondsAfterFinished;
  const end = conditionOf(job, 'Complete') ?? conditionOf(job, 'Failed');
  if (ttl === undefined || end?.lastTransitionTime === undefined) return undefined;
  if (job.metadata.deletionTimestamp !== undefined) return undefined;
  const left = Date.parse(end.lastTransitionTime) + ttl * 1000 - Date.now();
  if (left > 0) return left;
  controls.writes.remove(jobs, job.metadata.namespace, job.metadata.name, {
    propagationPolicy: 'Foreground',
  });
  return undefined;
}

/** Makes as many pods as are wanted, or takes away those that are not. */
function managePods(controls: Controls, view: JobView, status: JobStatus): number | undefined {
  const { job, active } = view;
  const { spec } = job;
  if (spec.suspend) {
    for (const pod of active) controls.release(pod, true);
    return undefined;
  }
  const done = isIndexed(job) ? view.succeeded.size : (status.succeeded ?? 0);
  const wanted = Math.max(
    0,
    Math.min((spec.completions ?? spec.parallelism) - done, spec.parallelism),
  );
  const surplus = superfluous(view, Math.max(0, active.length - wanted));
  if (surplus.length > 0) {
    for (const pod of surplus) controls.release(pod, true);
    return undefined;
  }
  const missing = Math.min(
    500,
    wanted - active.length - (replacesOnlyFailed(job) ? view.terminating.length : 0),
  );
  if (missing <= 0) return undefined;
  if (!isIndexed(job)) {
    for (let n = 0; n < missing; n += 1) controls.createPod(job, podOfJob(job, -1, undefined));
    return undefined;
  }
  return makeIndexes(controls, view, pendingIndexes(view, missing));
}

function makeIndexes(
  controls: Controls,
  view: JobView,
  indexes: readonly number[],
): number | undefined {
  const { job, delayed } = view;
  const waits = indexes.map((index) => ({
    index,
    left: backoffLeft(controls, view, delayed.get(index)),
  }));
  const ready = waits.filter(({ left }) => left <= 0);
  for (const { index } of ready)
    if (!controls.createPod(job, podOfJob(job, index, delayed.get(index)))) return 1000;
  return soonest(...waits.filter(({ left }) => left > 0).map(({ left }) => left));
}

/** How long an index has still to wait for its next pod: twice as long after each failure. */
function backoffLeft(
  controls: Controls,
  { job, pods: owned }: JobView,
  last: Pod | undefined,
): number {
  const { podBackoff } = controls.options;
  if (isPerIndex(job)) {
    if (last === undefined) return 0;
    const failures = countOf(last, failuresKey) + countOf(last, ignoredKey);
    return podBackoff * 2 ** failures - (Date.now() - finishTime(last));
  }
  const failed = owned.filter((pod) => pod.status.phase === 'Failed');
  if (failed.length === 0) return 0;
  const latest = Math.max(...failed.map(finishTime));
  return podBackoff * 2 ** (failed.length - 1) - (Date.now() - latest);
}

/** The first indexes for which nothing runs and that have not ended. */
function pendingIndexes(view: JobView, count: number): number[] {
  const { job, active, terminating, succeeded, failed } = view;
  const busy = new Set(active.map(indexOf));
  if (replacesOnlyFailed(job)) for (const pod of terminating) busy.add(indexOf(pod));
  const indexes: number[] = [];
  for (let index = 0; index < (job.spec.completions ?? 0) && indexes.length < count; index += 1)
    if (!busy.has(index) && !succeeded.has(index) && !failed.has(index)) indexes.push(index);
  return indexes;
}

/** Pods beyond the wanted number, and all but one of those that share an index; those that got least far first. */
function superfluous({ job, active }: JobView, count: number): Pod[] {
  const rank = (pod: Pod) =>
    pod.status.phase === 'Running' ? 2 : pod.spec.nodeName === undefined ? 0 : 1;
  const age = (pod: Pod) => Date.parse(pod.metadata.creationTimestamp);
  const ordered = [...active].sort((a, b) => rank(a) - rank(b) || age(b) - age(a));
  if (!isIndexed(job)) return ordered.slice(0, count);
  const kept = new Map<number, Pod>();
  for (const pod of ordered) kept.set(indexOf(pod), pod);
  const twice = ordered.filter((pod) => kept.get(indexOf(pod)) !== pod);
  const others = ordered.filter((pod) => !twice.includes(pod));
  return [...twice, ...others.slice(0, Math.max(0, count - twice.length))];
}

function completed(
  controls: Controls,
  { job, succeeded, active, pods: owned }: JobView,
): JobEnd | undefined {
  const { completions } = job.spec;
  const running = controls
    .podsOf(job)
    .filter((pod) => !isEnded(pod) && pod.metadata.deletionTimestamp === undefined);
  const count = isIndexed(job)
    ? succeeded.size
    : (job.status.succeeded ?? 0) +
      owned.filter((pod) => isTracked(pod) && pod.status.phase === 'Succeeded').length;
  const wanted = completions ?? 1;
  return count >= wanted && running.length === 0 && active.length === 0 ? succeededEnd : undefined;
}

function noteSuspension(controls: Controls, job: Job, status: JobStatus): void {
  const before = status.conditions ?? [];
  const suspended = job.spec.suspend === true;
  const after = suspended
    ? withCondition(before, 'Suspended', 'True', 'JobSuspended', 'Job suspended')
    : withCondition(before, 'Suspended', 'False', 'JobResumed', 'Job resumed');
  if (JSON.stringify(after) === JSON.stringify(before)) return;
  status.conditions = after;
  controls.record(
    job,
    'Normal',
    suspended ? 'Suspended' : 'Resumed',
    suspended ? 'Job suspended' : 'Job resumed',
  );
  if (!suspended) status.startTime = apiTime();
}

/** Counts pods that have ended and lets go of them, then writes the status. */
function track(
  controls: Controls,
  view: JobView,
  status: JobStatus,
  end: JobEnd | undefined,
): void {
  const { job, succeeded, failed } = view;
  const isDeleted = job.metadata.deletionTimestamp !== undefined;
  const conditions = status.conditions ?? [];
  if (end !== undefined)
    status.conditions = withCondition(conditions, end.type, 'True', end.reason, end.message);
  const replaced = new Set(
    controls
      .podsOf(job)
      .filter((pod) => !isEnded(pod))
      .map(indexOf),
  );
  for (const pod of view.pods) {
    if (!isTracked(pod)) continue;
    const hasFailed = isFailed(job, pod);
    const finished = pod.status.phase === 'Succeeded' || hasFailed;
    if (!finished && end === undefined && !isDeleted) continue;
    // Its counts go over to its successor, so it stays until that one is there.
    const waits = view.delayed.get(indexOf(pod)) === pod && !replaced.has(indexOf(pod));
    if (waits && end === undefined && !isDeleted) continue;
    const counts = hasFailed || (end?.type === 'FailureTarget' && pod.status.phase !== 'Succeeded');
    if (counts && podVerdict(job, pod).counts) status.failed = (status.failed ?? 0) + 1;
    if (!isIndexed(job) && pod.status.phase === 'Succeeded')
      status.succeeded = (status.succeeded ?? 0) + 1;
    controls.release(pod, false);
  }
  if (isIndexed(job)) {
    if (succeeded.size > 0) status.succeeded = succeeded.size;
    if (succeeded.size > 0) status.completedIndexes = indexesText(succeeded);
    if (isPerIndex(job)) status.failedIndexes = indexesText(failed);
  }
  count(status, controls.podsOf(job));
  if (end !== undefined && (status.terminating ?? 0) === 0 && (status.active ?? 0) === 0)
    finish(controls, job, status, end);
  status.uncountedTerminatedPods = {};
  controls.store.update(jobs, job, (present) => ({ ...present, status }));
}

function count(status: JobStatus, present: readonly Pod[]): void {
  const live = present.filter((pod) => !isEnded(pod));
  const active = live.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const isReady = ({ status: { conditions = [] } }: Pod) =>
    conditions.some(({ type, status: is }) => type === 'Ready' && is === 'True');
  if (active.length > 0) status.active = active.length;
  else delete status.active;
  status.ready = active.filter(isReady).length;
  status.terminating = live.length - active.length;
}

function finish(controls: Controls, job: Job, status: JobStatus, end: JobEnd): void {
  const type = end.type === 'FailureTarget' ? 'Failed' : 'Complete';
  status.conditions = withCondition(status.conditions ?? [], type, 'True', end.reason, end.message);
  if (type === 'Complete') status.completionTime = apiTime();
  if (type === 'Complete') controls.record(job, 'Normal', 'Completed', 'Job completed');
  else controls.record(job, 'Warning', end.reason, end.message);
}
