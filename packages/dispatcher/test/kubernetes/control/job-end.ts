import { apiTime, type Condition, type Job } from '../objects.ts';
import { isFailed, isIndexed, isPerIndex, type JobView } from './job-view.ts';
import { podVerdict } from './pod-failure-policy.ts';

/** How a Job is about to end. */
export interface JobEnd {
  readonly type: 'FailureTarget' | 'SuccessCriteriaMet';
  readonly reason: string;
  readonly message: string;
}

export const conditionOf = (job: Job, type: string): Condition | undefined =>
  (job.status.conditions ?? []).find((item) => item.type === type && item.status === 'True');

const failed = (reason: string, message: string): JobEnd => ({
  type: 'FailureTarget',
  reason,
  message,
});

/** Whether a Job has come to its end, by what is known of its pods; `failures` counts all that count. */
export function jobEnd(view: JobView, failures: number): JobEnd | undefined {
  const { job, pods } = view;
  const target = conditionOf(job, 'SuccessCriteriaMet') ?? conditionOf(job, 'FailureTarget');
  if (target !== undefined)
    return {
      type: target.type as JobEnd['type'],
      reason: target.reason ?? '',
      message: target.message ?? '',
    };
  const { spec, status } = job;
  for (const pod of pods) {
    const message = isFailed(job, pod) ? podVerdict(job, pod).jobMessage : undefined;
    if (message !== undefined) return failed('PodFailurePolicy', message);
  }
  if (failures > spec.backoffLimit)
    return failed('BackoffLimitExceeded', 'Job has reached the specified backoff limit');
  const limit = spec.activeDeadlineSeconds;
  if (limit !== undefined && !spec.suspend && status.startTime !== undefined)
    if (Date.now() - Date.parse(status.startTime) >= limit * 1000)
      return failed('DeadlineExceeded', 'Job was active longer than specified deadline');
  if (!isIndexed(job) || !isPerIndex(job)) return undefined;
  if (spec.maxFailedIndexes !== undefined && view.failed.size > spec.maxFailedIndexes)
    return failed(
      'MaxFailedIndexesExceeded',
      'Job has exceeded the specified maximal number of failed indexes',
    );
  if (view.failed.size > 0 && view.failed.size + view.succeeded.size >= (spec.completions ?? 0))
    return failed('FailedIndexes', 'Job has failed indexes');
  return undefined;
}

export const succeededEnd: JobEnd = {
  type: 'SuccessCriteriaMet',
  reason: 'CompletionsReached',
  message: 'Reached expected number of succeeded pods',
};

/** The conditions with one more, or with one changed. */
export function withCondition(
  conditions: readonly Condition[],
  type: string,
  status: 'True' | 'False',
  reason: string,
  message: string,
): Condition[] {
  const present = conditions.find((item) => item.type === type);
  if (present === undefined && status === 'False') return [...conditions];
  if (present?.status === status && present.reason === reason && present.message === message)
    return [...conditions];
  const now = apiTime();
  const made: Condition = {
    type,
    status,
    lastProbeTime: now,
    lastTransitionTime: now,
    reason,
    message,
  };
  return present === undefined
    ? [...conditions, made]
    : conditions.map((item) => (item === present ? made : item));
}
