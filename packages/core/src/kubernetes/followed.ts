import { expandRanges } from '../slurm/task-ranges.ts';
import { kubeAnnotations } from './marks.ts';
import type { Job, PodFailureRule } from './objects/job.ts';
import type { Pod } from './objects/pod.ts';

/**
 * Whether another pod of the same index follows one that has ended: what the Job's controller decides, by the rules that the
 * Job was given.
 *
 * @param job absent: it is not there any more
 */
export function isFollowed(pod: Pod, job: Job | undefined): boolean {
  if (job === undefined || pod.status?.phase === 'Succeeded' || isOver(job)) return false;
  const index = Number(pod.metadata.annotations?.[kubeAnnotations.index]);
  const { completedIndexes, failedIndexes } = job.status ?? {};
  if (has(failedIndexes, index) || has(completedIndexes, index)) return false;
  const action = actionOf(pod, job.spec.podFailurePolicy?.rules ?? []);
  if (action === 'Ignore') return true;
  if (action === 'FailIndex') return false;
  const failures = Number(pod.metadata.annotations?.[kubeAnnotations.failures] ?? 0) || 0;
  return failures < (job.spec.backoffLimitPerIndex ?? 0);
}

/** Its controller makes no more pods. */
const isOver = ({ metadata, status }: Job): boolean =>
  metadata.deletionTimestamp !== undefined ||
  (status?.conditions ?? []).some(
    ({ type, status: holds }) =>
      holds === 'True' &&
      ['Complete', 'Failed', 'FailureTarget', 'SuccessCriteriaMet'].includes(type),
  );

const has = (ranges: string | undefined, index: number): boolean =>
  ranges !== undefined && (expandRanges(ranges) ?? []).includes(index);

/** Of the first rule that fits; undefined: the end counts as one failure of its index. */
function actionOf(
  pod: Pod,
  rules: readonly PodFailureRule[],
): PodFailureRule['action'] | undefined {
  return rules.find((rule) => fits(pod, rule))?.action;
}

function fits({ status }: Pod, { onPodConditions, onExitCodes }: PodFailureRule): boolean {
  if (onPodConditions !== undefined) {
    return onPodConditions.some(({ type, status: wanted }) =>
      status?.conditions?.some((each) => each.type === type && each.status === wanted),
    );
  }
  if (onExitCodes === undefined) return false;
  const { containerName, operator, values } = onExitCodes;
  const code = status?.containerStatuses?.find(({ name }) => name === containerName)?.state
    ?.terminated?.exitCode;
  if (code === undefined || code === 0) return false;
  return values.includes(code) === (operator === 'In');
}
