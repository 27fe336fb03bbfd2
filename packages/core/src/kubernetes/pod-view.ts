import { isFollowed } from './followed.ts';
import { kubeAnnotations, kubeLabels } from './marks.ts';
import type { Job } from './objects/job.ts';
import type { ContainerStatus, Pod } from './objects/pod.ts';
import { mainStatus, type PodEnd, podEnd } from './pod-end.ts';
import { type PodWaiting, podWaiting } from './pod-waiting.ts';

/** A pod of a batch, as mrunner reads it. */
export interface PodView {
  readonly token: string;
  /** Its index in the Job. */
  readonly task: number;
  /** How many pods of its index had ended before it was made, as its Job counts; it forgets them when it is suspended. */
  readonly counted: number;
  /** Which of the lives of its index it is, from 0: what its Job counted, as long as nobody knows better. */
  readonly life: number;
  readonly name: string;
  readonly uid: string;
  /** When it was made, in milliseconds since the epoch. */
  readonly created: number;
  /** `waiting`: no node has it; `starting`: one prepares it; `ended`: all of it is over. */
  readonly phase: 'waiting' | 'starting' | 'running' | 'ended';
  /** Why it is not running yet, where Kubernetes says why. */
  readonly waiting?: PodWaiting;
  /** Of the container with the runs, in milliseconds since the epoch. */
  readonly startedAt?: number;
  readonly finishedAt?: number;
  /** What its worker said at its end: lines of events. */
  readonly message?: string;
  readonly end?: PodEndView;
  readonly node?: string;
  /** What it runs in, with its digest, as the node says it. */
  readonly imageId?: string;
  /** Somebody deleted it, and it has not ended yet. */
  readonly deleting: boolean;
  /** Somebody deleted it, and its Job has let go of it: it was counted before, or never is. */
  readonly released: boolean;
  /** Nobody hears of its node: it may go on there, or be gone with it. */
  readonly silent: boolean;
}

/** How a pod ended. */
export interface PodEndView extends PodEnd {
  /** Another pod of its index follows. */
  readonly again: boolean;
}

/**
 * Reads a pod of a batch; undefined for one that is no pod of an Indexed Job.
 *
 * @param job the Job it belongs to, which decides whether another pod follows; absent: it is not there any more
 */
export function podView(pod: Pod, job: Job | undefined): PodView | undefined {
  const { metadata, spec } = pod;
  const { annotations = {}, labels = {} } = metadata;
  const token = labels[kubeLabels.token] ?? labels[kubeLabels.jobName];
  const index = annotations[kubeAnnotations.index] ?? labels[kubeAnnotations.index];
  if (token === undefined || index === undefined || !/^\d+$/.test(index)) return undefined;
  const main = mainStatus(pod);
  const phase = phaseOf(pod, main);
  const waiting = phase === 'waiting' || phase === 'starting' ? podWaiting(pod) : undefined;
  const terminated = main?.state?.terminated;
  const startedAt = timeOf(terminated?.startedAt ?? main?.state?.running?.startedAt);
  const finishedAt = timeOf(terminated?.finishedAt);
  const message = terminated?.message;
  const counted =
    countOf(annotations[kubeAnnotations.failures]) +
    countOf(annotations[kubeAnnotations.disruptions]);
  return {
    token,
    task: Number(index),
    counted,
    life: counted,
    name: metadata.name,
    uid: metadata.uid ?? '',
    created: timeOf(metadata.creationTimestamp) ?? 0,
    phase,
    ...(waiting !== undefined && { waiting }),
    ...(startedAt !== undefined && { startedAt }),
    ...(finishedAt !== undefined && { finishedAt }),
    ...(message !== undefined && message !== '' && { message }),
    ...(phase === 'ended' && { end: { ...podEnd(pod, job), again: isFollowed(pod, job) } }),
    ...(spec?.nodeName !== undefined && { node: spec.nodeName }),
    ...(main?.imageID !== undefined && main.imageID !== '' && { imageId: main.imageID }),
    deleting: metadata.deletionTimestamp !== undefined && phase !== 'ended',
    released: isReleased(pod),
    silent: phase === 'running' && isSilent(pod),
  };
}

/**
 * Whether somebody deleted a pod that its Job no longer tracks. A Job lets go of the pods that it ends itself, as when it is suspended,
 * before it deletes them: however these end, it does not count them.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/job/#job-tracking-with-finalizers
 */
const isReleased = ({ metadata }: Pod): boolean =>
  metadata.deletionTimestamp !== undefined &&
  !(metadata.finalizers ?? []).includes(trackingFinalizer);

const trackingFinalizer = 'batch.kubernetes.io/job-tracking';

/** A container that has ended is not the end of its pod: why it did may still be written. */
function phaseOf({ spec, status }: Pod, main: ContainerStatus | undefined): PodView['phase'] {
  if (status?.phase === 'Succeeded' || status?.phase === 'Failed') return 'ended';
  if (main?.state?.running !== undefined || main?.state?.terminated !== undefined) return 'running';
  return spec?.nodeName === undefined ? 'waiting' : 'starting';
}

/** Who watches over nodes says that such a pod is not ready, whatever its node said of the containers last. */
function isSilent({ status }: Pod): boolean {
  const holds = (wanted: string): string | undefined =>
    status?.conditions?.find(({ type }) => type === wanted)?.status;
  return holds('Ready') === 'False' && holds('ContainersReady') === 'True';
}

const countOf = (text: string | undefined): number => Number(text ?? 0) || 0;

/** RFC 3339 to milliseconds; an absent time, and the zero time of containers that never started, are undefined. */
function timeOf(text: string | undefined): number | undefined {
  const time = text === undefined ? Number.NaN : Date.parse(text);
  return time > 0 ? time : undefined;
}
