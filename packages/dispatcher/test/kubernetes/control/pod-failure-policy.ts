import type { ContainerStatus, Job, Pod, PodFailureRule } from '../objects.ts';

/** What the policy of a Job makes of a failed pod. */
export interface Verdict {
  /** Undefined: no rule is about it. */
  readonly action: PodFailureRule['action'] | undefined;
  /** Whether the failure counts against the limits. */
  readonly counts: boolean;
  /** Why the whole Job fails, when it does. */
  readonly jobMessage?: string;
}

/** The first rule that matches decides; without one a failure just counts. */
export function podVerdict({ spec }: Job, pod: Pod): Verdict {
  for (const [n, rule] of (spec.podFailurePolicy?.rules ?? []).entries()) {
    const why = matched(rule, pod);
    if (why === undefined) continue;
    const { action } = rule;
    return {
      action,
      counts: action !== 'Ignore',
      ...(action === 'FailJob' ? { jobMessage: `${why} matching FailJob rule at index ${n}` } : {}),
    };
  }
  return { action: undefined, counts: true };
}

function matched(rule: PodFailureRule, { metadata, status }: Pod): string | undefined {
  const pod = `${metadata.namespace}/${metadata.name}`;
  const { onExitCodes, onPodConditions } = rule;
  if (onExitCodes !== undefined) {
    const found =
      matchingContainer(status.containerStatuses, onExitCodes) ??
      matchingContainer(status.initContainerStatuses, onExitCodes);
    return found === undefined
      ? undefined
      : `Container ${found.name} for pod ${pod} failed with exit code ${found.state.terminated?.exitCode}`;
  }
  const condition = (status.conditions ?? []).find((item) =>
    (onPodConditions ?? []).some(
      ({ type, status: wanted }) => type === item.type && (wanted ?? 'True') === item.status,
    ),
  );
  return condition === undefined ? undefined : `Pod ${pod} has condition ${condition.type}`;
}

function matchingContainer(
  statuses: readonly ContainerStatus[] | undefined,
  { containerName, operator, values }: NonNullable<PodFailureRule['onExitCodes']>,
): ContainerStatus | undefined {
  return statuses?.find(({ name, state }) => {
    const code = state.terminated?.exitCode;
    if (code === undefined || code === 0) return false;
    if (containerName && containerName !== name) return false;
    return values.includes(code) === (operator === 'In');
  });
}
