import { expandRanges } from '../slurm/task-ranges.ts';
import { kubeAnnotations, kubeLabels } from './marks.ts';
import type { Job } from './objects/job.ts';

/** What a Job says, as mrunner reads it. */
export interface JobView {
  readonly token: string;
  readonly uid: string;
  /** Id of the sweep, as its label says. */
  readonly sweep?: string;
  /** Of what is in the batch. */
  readonly hash?: string;
  readonly tasks: number;
  readonly parallelism: number;
  /** So many of its indexes may fail; one more ends it. */
  readonly mostFailed: number;
  readonly suspended: boolean;
  /** Since when, in milliseconds since the epoch, as its controller says. */
  readonly suspendedAt?: number;
  /** Somebody deleted it, and its pods are still ending. */
  readonly deleting: boolean;
  /** Pods that are waiting or running. */
  readonly active: number;
  /** Indexes that ended well. */
  readonly succeeded: readonly number[];
  /** Indexes that ended otherwise, and get no pod any more. */
  readonly failed: readonly number[];
  /** Nothing of it goes on, and nothing will. */
  readonly finished?: {
    readonly well: boolean;
    /** `FailedIndexes`, `MaxFailedIndexesExceeded`, `DeadlineExceeded` … */
    readonly reason: string;
    readonly message: string;
  };
  /** When it is deleted by itself, in seconds after its end. */
  readonly ttl?: number;
  readonly queue?: string;
  /** Names of the Secrets that its pods mount. */
  readonly secrets: readonly string[];
  /** Pods that were disrupted are made again without counting as failures. */
  readonly ignoresDisruptions: boolean;
}

/** Reads a Job that mrunner made; undefined for one of others. */
export function jobView(job: Job): JobView | undefined {
  const { metadata, spec, status = {} } = job;
  const { labels = {}, annotations = {}, uid = '' } = metadata;
  const sweep = labels[kubeLabels.sweep];
  if (sweep === undefined) return undefined;
  const hash = annotations[kubeAnnotations.hash];
  const finished = endOf(job);
  const queue = labels[kubeLabels.kueueQueue];
  const suspendedAt = suspensionOf(job);
  return {
    token: metadata.name,
    uid,
    sweep,
    ...(hash !== undefined && { hash }),
    tasks: spec.completions ?? 0,
    parallelism: spec.parallelism ?? 1,
    mostFailed: spec.maxFailedIndexes ?? spec.completions ?? 0,
    suspended: spec.suspend === true,
    ...(suspendedAt !== undefined && { suspendedAt }),
    deleting: metadata.deletionTimestamp !== undefined,
    active: status.active ?? 0,
    succeeded: indexesIn(status.completedIndexes),
    failed: indexesIn(status.failedIndexes),
    ...(finished !== undefined && { finished }),
    ...(spec.ttlSecondsAfterFinished !== undefined && { ttl: spec.ttlSecondsAfterFinished }),
    ...(queue !== undefined && { queue }),
    secrets: (spec.template.spec.volumes ?? []).flatMap(({ secret }) => secret?.secretName ?? []),
    ignoresDisruptions:
      spec.podFailurePolicy?.rules.some(({ action }) => action === 'Ignore') ?? false,
  };
}

/** Kubernetes leaves out numbers of very long lists, but none of a thousand. */
const indexesIn = (ranges: string | undefined): readonly number[] =>
  ranges === undefined || ranges === '' ? [] : (expandRanges(ranges) ?? []);

function suspensionOf({ status }: Job): number | undefined {
  const { lastTransitionTime = '' } =
    status?.conditions?.find(
      ({ type, status: holds }) => type === 'Suspended' && holds === 'True',
    ) ?? {};
  const time = Date.parse(lastTransitionTime);
  return Number.isNaN(time) ? undefined : time;
}

/** Only these two conditions say that all pods have ended: those before them announce it. */
function endOf({ status }: Job): JobView['finished'] {
  const end = status?.conditions?.find(
    ({ type, status: holds }) => (type === 'Complete' || type === 'Failed') && holds === 'True',
  );
  if (end === undefined) return undefined;
  return { well: end.type === 'Complete', reason: end.reason ?? '', message: end.message ?? '' };
}
