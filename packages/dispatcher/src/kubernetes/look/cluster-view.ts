import { taskSlot } from '@mrunner/core';
import {
  type Job,
  type JobView,
  jobView,
  type Pod,
  type PodView,
  podView,
} from '@mrunner/core/kubernetes';
import { numberLives } from './number-lives.ts';
import type { UnsettledTask } from './unsettled-tasks.ts';

/** What a cluster has of a sweep at one moment. */
export interface ClusterView {
  /** By token. */
  readonly jobs: ReadonlyMap<string, SeenJob>;
  /** By the slot of the first life of their task; those of later lives, and later ones of a life, behind. */
  readonly pods: ReadonlyMap<string, readonly PodView[]>;
}

export interface SeenJob extends JobView {
  /** It was released once. */
  readonly hasStarted: boolean;
  /** Changes with each change of it. */
  readonly version?: string;
}

/**
 * Reads whole lists of Jobs and pods. The pods must have been listed after the Jobs: then a Job that says a task is over has no
 * pod of it that goes on and is not listed.
 *
 * @param tasks what is recorded, by which the lives of pods are numbered
 */
export function clusterView(
  jobs: readonly Job[],
  pods: readonly Pod[],
  tasks: readonly UnsettledTask[],
): ClusterView {
  const byName = new Map(jobs.map((job) => [job.metadata.name, job]));
  const podViews = pods.flatMap((pod) => podView(pod, ownerOf(pod, byName)) ?? []);
  const seen = new Map(jobs.flatMap((job) => seenJob(job) ?? []).map((job) => [job.token, job]));
  const bySlot = Map.groupBy(podViews, ({ token, task }) => taskSlot(token, task));
  const plain = new Map(
    tasks.flatMap((each) => (each.isPacked ? [] : [[taskSlot(each.token, each.task), each]])),
  );
  return {
    jobs: seen,
    pods: new Map(
      [...bySlot].map(([slot, listed]) => {
        const task = plain.get(slot);
        const numbered =
          task === undefined ? listed : numberLives(listed, task, seen.get(task.token));
        return [slot, numbered.toSorted((a, b) => a.life - b.life || a.created - b.created)];
      }),
    ),
  };
}

function seenJob(job: Job): SeenJob | undefined {
  const view = jobView(job);
  const { resourceVersion } = job.metadata;
  return (
    view && {
      ...view,
      hasStarted: job.status?.startTime !== undefined,
      ...(resourceVersion !== undefined && { version: resourceVersion }),
    }
  );
}

/** A Job that was made anew under the name of a former one is not its. */
function ownerOf({ metadata }: Pod, jobs: ReadonlyMap<string, Job>): Job | undefined {
  const owner = metadata.ownerReferences?.find(({ kind }) => kind === 'Job');
  const job = owner && jobs.get(owner.name);
  return job?.metadata.uid === owner?.uid ? job : undefined;
}
