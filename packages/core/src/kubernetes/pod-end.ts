import type { ReasonKind } from '../contexts/context.ts';
import { signalOfCode } from '../sweep/signal-names.ts';
import type { Job } from './objects/job.ts';
import type { ContainerStatus, Pod, Terminated } from './objects/pod.ts';
import { mainContainer } from './pod-paths.ts';

/** Why a pod ended. */
export interface PodEnd {
  /** Kubernetes' word for it (`OOMKilled`, `Evicted`), for events. */
  readonly state: string;
  /** `done`: it ended by itself with code 0, which says nothing of its runs. */
  readonly kind: ReasonKind | 'done';
  /** What its container exited with. */
  readonly code?: number;
  /** For people. */
  readonly text: string;
}

/**
 * Why a pod of which all is over ended. What was done to it counts before what its container says of that: of one that was
 * evicted, that says 143 or 137.
 *
 * @param job absent: it is not there any more
 */
export function podEnd(pod: Pod, job: Job | undefined): PodEnd {
  const terminated = mainStatus(pod)?.state?.terminated;
  const code = terminated === undefined ? {} : { code: terminated.exitCode };
  if (pod.status?.phase === 'Succeeded') {
    return { state: 'Succeeded', kind: 'done', text: 'its pod ended by itself', ...code };
  }
  const end =
    (terminated?.reason === 'OOMKilled' ? outOfMemory : undefined) ??
    byReason(pod) ??
    disruption(pod) ??
    deletion(pod, job) ??
    initFailure(pod) ??
    (terminated === undefined ? neverStarted(pod) : containerEnd(terminated));
  return { ...end, ...code };
}

const outOfMemory: PodEnd = {
  state: 'OOMKilled',
  kind: 'oom',
  text: 'its pod used more memory than it asked for',
};

/** Reasons that a kubelet gives of whole pods. */
const reasons: { readonly [reason: string]: readonly [PodEnd['kind'], string] } = {
  DeadlineExceeded: ['timeout', 'stopped at the time limit of its pod'],
  Evicted: ['node', 'its node was short of something'],
  NodeLost: ['node', 'its node is not heard of any more'],
  NodeShutdown: ['node', 'its node was shut down'],
  Shutdown: ['node', 'its node was shut down'],
  Terminated: ['node', 'its node was shut down'],
  Preempting: ['preempted', 'stopped to make room for another pod'],
  // What a kubelet says that does not take a pod which the scheduler gave it.
  NodeAffinity: ['node', 'its node refused it'],
  UnexpectedAdmissionError: ['node', 'its node refused it'],
};

function byReason({ status }: Pod): PodEnd | undefined {
  const { reason = '', message } = status ?? {};
  const known = Object.hasOwn(reasons, reason)
    ? reasons[reason]
    : /^OutOf/i.test(reason)
      ? (['node', 'its node had no room for it'] as const)
      : undefined;
  if (known === undefined) return undefined;
  const [kind, text] = known;
  // Of a time limit there is nothing more to be said.
  return { state: reason, kind, text: kind === 'timeout' ? text : withMessage(text, message) };
}

/** Reasons of the condition DisruptionTarget. */
const disruptions: { readonly [reason: string]: readonly [PodEnd['kind'], string] } = {
  PreemptionByScheduler: ['preempted', 'stopped to make room for another pod'],
  PreemptionByKubeScheduler: ['preempted', 'stopped to make room for another pod'],
  EvictionByEvictionAPI: ['preempted', 'evicted from its node, as before maintenance'],
  DeletionByTaintManager: ['node', 'its node failed, or was closed to it'],
  DeletionByPodGC: ['node', 'its node is gone'],
  TerminationByKubelet: ['node', 'stopped by its node'],
};

function disruption({ status }: Pod): PodEnd | undefined {
  const condition = status?.conditions?.find(
    ({ type, status: holds }) => type === 'DisruptionTarget' && holds === 'True',
  );
  if (condition === undefined) return undefined;
  const { reason = 'Disrupted', message } = condition;
  const [kind, text] = (Object.hasOwn(disruptions, reason) ? disruptions[reason] : undefined) ?? [
    'preempted',
    'disrupted',
  ];
  return { state: reason, kind, text: withMessage(text, message) };
}

/** A pod that somebody deleted. That goes also for those of a Job that was suspended. */
function deletion(pod: Pod, job: Job | undefined): PodEnd | undefined {
  if (!isEndOfDeletion(pod)) return undefined;
  if (job?.spec.suspend === true) {
    return { state: 'Suspended', kind: 'interrupted', text: 'its job was suspended' };
  }
  if (job === undefined || job.metadata.deletionTimestamp !== undefined) {
    return { state: 'Deleted', kind: 'cancelled', text: 'its job was deleted' };
  }
  return { state: 'Deleted', kind: 'cancelled', text: 'its pod was deleted' };
}

/** Whether its container ended because somebody deleted it: what had ended before did so by itself. */
function isEndOfDeletion(pod: Pod): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0 } = pod.metadata;
  if (deletionTimestamp === undefined) return false;
  const { finishedAt, exitCode = 0 } = mainStatus(pod)?.state?.terminated ?? {};
  if (finishedAt === undefined) return true;
  const asked = Date.parse(deletionTimestamp) - deletionGracePeriodSeconds * 1000;
  // Times are in whole seconds: within one, only a signal tells.
  const isLater = Date.parse(finishedAt) - asked;
  return isLater > 0 || (isLater === 0 && signalOfCode(exitCode) !== undefined);
}

/** What comes before the container with the runs: it brings code. */
function initFailure({ status }: Pod): PodEnd | undefined {
  const failed = status?.initContainerStatuses?.find(
    ({ state }) => (state?.terminated?.exitCode ?? 0) !== 0,
  );
  const end = failed?.state?.terminated;
  if (failed === undefined || end === undefined) return undefined;
  const text = `its container ${failed.name} ended with exit ${end.exitCode}`;
  return { state: 'InitError', kind: 'launch', text: withMessage(text, end.message) };
}

/** No container of it ever ran, and nothing says why. */
const neverStarted = ({ status }: Pod): PodEnd => ({
  state: status?.reason ?? 'Failed',
  kind: 'lost',
  text: withMessage('its pod failed without a word of its container', status?.message),
});

/** Reasons of a container that never came to run its command. */
const notStarted: ReadonlySet<string> = new Set([
  'ContainerCannotRun',
  'StartError',
  'CreateContainerError',
  'RunContainerError',
]);

function containerEnd({ exitCode, reason = 'Error', message }: Terminated): PodEnd {
  if (notStarted.has(reason)) {
    return { state: reason, kind: 'launch', text: withMessage('it could not be started', message) };
  }
  // Its kubelet came back and found nothing of it: 137 is made up.
  if (reason === 'ContainerStatusUnknown') {
    return { state: reason, kind: 'node', text: 'its node lost sight of it' };
  }
  const signal = signalOfCode(exitCode);
  return signal === undefined
    ? { state: reason, kind: 'exit', text: `its container ended with exit ${exitCode}` }
    : { state: reason, kind: 'signal', text: `its container ended by ${signal}` };
}

const withMessage = (text: string, message: string | undefined): string => {
  const line = message?.trim().split('\n')[0]?.trim() ?? '';
  return line === '' ? text : `${text}: ${line}`;
};

/** The container with the runs, as its node tells of it. */
export const mainStatus = ({ status }: Pod): ContainerStatus | undefined =>
  status?.containerStatuses?.find(({ name }) => name === mainContainer);
