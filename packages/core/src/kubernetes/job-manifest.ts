import type { JobRequest } from './job-request.ts';
import { kubeSettings } from './kube-settings.ts';
import { kubeAnnotations, kubeLabels } from './marks.ts';
import type { Job, PodFailureRule } from './objects/job.ts';
import { mainContainer } from './pod-paths.ts';
import { podSpec } from './pod-spec.ts';

/**
 * The Job of a batch. It is made suspended, so that nothing starts before its ConfigMaps are there and its name is recorded; with
 * a queue of Kueue, which suspends and releases by itself, it is not.
 */
export function jobManifest(request: JobRequest): Job & Required<Pick<Job, 'apiVersion' | 'kind'>> {
  const { token, sweep, context, tasks, packed, maxFailures } = request;
  const settings = kubeSettings(context);
  const { kueueQueue } = settings;
  const labels = {
    ...settings.labels,
    [kubeLabels.sweep]: sweep.id,
    [kubeLabels.token]: token,
    ...(packed !== undefined && { [kubeLabels.packed]: 'true' }),
  };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: token,
      labels: {
        ...labels,
        ...(kueueQueue !== undefined && { [kubeLabels.kueueQueue]: kueueQueue }),
      },
      annotations: {
        ...settings.annotations,
        [kubeAnnotations.hash]: request.hash,
        [kubeAnnotations.context]: context.name,
        [kubeAnnotations.runs]: JSON.stringify(request.runs),
        // A sweep goes on with less than it would like, members of a composite do not.
        ...(kueueQueue !== undefined &&
          request.together !== true && { [kubeAnnotations.kueueLeast]: '1' }),
      },
    },
    spec: {
      completionMode: 'Indexed',
      completions: tasks,
      parallelism: request.parallelism,
      ...(kueueQueue === undefined && { suspend: true }),
      backoffLimitPerIndex: packed === undefined ? request.retries : 0,
      // One index is never a reason to end the others, unless somebody said how many are. More than there are is refused.
      maxFailedIndexes:
        packed === undefined && maxFailures !== undefined
          ? Math.min(Math.max(maxFailures - 1, 0), tasks)
          : tasks,
      podReplacementPolicy: 'Failed',
      podFailurePolicy: { rules: failureRules(request) },
      template: {
        metadata: { labels, annotations: settings.annotations },
        spec: podSpec(request),
      },
    },
  };
}

/** What a worker exits with when its run is to have another attempt (exit 85 of `worker-exit-codes`). */
export const againCode = 85;

/** What a container that was killed as a whole ends with, as for want of memory; a worker whose run was killed exits otherwise. */
export const killedCode = 137;

/** Which ends of a pod are followed by another pod for the same index. */
function failureRules({ packed, retries, retryOn }: JobRequest): readonly PodFailureRule[] {
  const isRetried = packed === undefined && retries > 0;
  const isDisruptionRetried =
    isRetried && (retryOn.includes('preempted') || retryOn.includes('node'));
  const again = isRetried ? [againCode, ...(retryOn.includes('oom') ? [killedCode] : [])] : [];
  return [
    // Of a pod whose node is lost there is no exit code: without a rule for it, it would count as a failure like any other.
    ...(isRetried
      ? [
          {
            action: isDisruptionRetried ? 'Ignore' : 'FailIndex',
            onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }],
          } as const,
        ]
      : []),
    {
      action: 'FailIndex',
      onExitCodes: {
        containerName: mainContainer,
        operator: 'NotIn',
        // Never empty; 0 is no failure, and what is not retried fails at its first end anyway.
        values: again.length > 0 ? again : [againCode],
      },
    },
  ];
}
