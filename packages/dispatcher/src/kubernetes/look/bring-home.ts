import { collectFacts, type SweepFacts } from '@mrunner/core';
import { type Job, type Pod, sweepSelector } from '@mrunner/core/kubernetes';
import { failureEvents, unexplainedFailures } from '../../cluster/look/failure-events.ts';
import { recordEvents } from '../../cluster/look/record-events.ts';
import { rest } from '../../cluster/look/rest.ts';
import type { SchedulerView } from '../../cluster/look/scheduler-file.ts';
import type { Host } from '../../host/host.ts';
import type { Sweep } from '../../sweep-home/open-sweep.ts';
import { readFacts } from '../../sweep-home/read-facts.ts';
import type { KubeAnswer } from '../api/kube-answer.ts';
import type { KubeApi } from '../api/kube-api.ts';
import { attemptFinder } from './attempt-finder.ts';
import { type ClusterView, clusterView } from './cluster-view.ts';
import { collectPods } from './collect-pods.ts';
import { heldBatches } from './held-batches.ts';
import { judgeTasks } from './judge-tasks.ts';
import type { Judgement } from './judgement.ts';
import { ownEnds } from './own-ends.ts';
import { podsToCollect } from './pods-to-collect.ts';
import { untoldTasks } from './stop-unwanted.ts';
import { toldCancels } from './told-cancels.ts';
import { type UnsettledTask, unsettledTasks } from './unsettled-tasks.ts';

/** What a cluster has of a sweep, now that what it has to tell is recorded. */
export interface BroughtHome {
  readonly kind: 'home';
  readonly askedAt: number;
  readonly seen: ClusterView;
  readonly facts: SweepFacts;
  readonly judged: Judgement;
  /** Batches that wait for their canaries. */
  readonly held: ReadonlySet<string>;
  /** Nobody wants them, and their pods to come do not know it. */
  readonly untold: readonly UnsettledTask[];
  /** Why not everything is here. */
  readonly trouble?: string;
}

/**
 * Asks the cluster what it has of a sweep, and records what follows from that. Nothing is changed there.
 *
 * @param view what is remembered of the last time
 * @param gone pods that were deleted, as they were last; may grow while the cluster is asked
 * @returns the answer that was none, where the cluster gave none
 */
export async function bringHome(
  host: Host,
  sweep: Sweep,
  api: KubeApi,
  view: SchedulerView,
  gone: readonly Pod[],
): Promise<BroughtHome | KubeAnswer> {
  const askedAt = host.clock.now();
  const { home, record } = sweep;
  // What is submitted after this may not be listed yet.
  const before = readFacts(host, home);
  const labels = sweepSelector(record.id);
  const open = unsettledTasks(before);
  const isTold = await toldCancels(api, open);
  const jobs = await api.list<Job>('jobs', { labels });
  if (jobs.kind !== 'listed') return jobs;
  const listed = await api.list<Pod>('pods', { labels });
  if (listed.kind !== 'listed') return listed;
  // What a watch told of pods that are not listed any more may be here, too, and waits to be read.
  await rest(host, 0, undefined);
  const pods = withGone(listed.items, gone);
  const seen = clusterView(jobs.items, pods, open);
  const wanted = podsToCollect(open, seen);
  const collected = await collectPods(host, sweep, api, wanted, newSeconds(view, askedAt));
  const facts = readFacts(host, home);
  const tasks = unsettledTasks(facts).filter(({ token }) => before.submitted.has(token));
  const now = host.clock.now();
  const held = heldBatches(facts, now);
  const judged = judgeTasks(tasks, seen, {
    now,
    isCollected: ({ uid }) => collected.pods.has(uid),
    attempt: attemptFinder(facts),
    isTold,
    held,
  });
  recordEvents(host, home, judged.events);
  collectFacts(judged.events, facts);
  recordEvents(host, home, [
    ...ownEnds(host, sweep, facts, wanted, deletedOnes(pods)),
    ...failureEvents(host, sweep, unexplainedFailures(facts)),
  ]);
  const { trouble } = collected;
  return {
    kind: 'home',
    askedAt,
    seen,
    facts,
    judged,
    held,
    untold: untoldTasks(unsettledTasks(facts), isTold),
    ...(trouble !== undefined && { trouble }),
  };
}

/** What is listed is newer. */
function withGone(listed: readonly Pod[], gone: readonly Pod[]): readonly Pod[] {
  const there = new Set(listed.map(({ metadata }) => metadata.uid));
  const last = new Map(gone.map((pod) => [pod.metadata.uid, pod]));
  return [...[...last.values()].filter(({ metadata }) => !there.has(metadata.uid)), ...listed];
}

const deletedOnes = (pods: readonly Pod[]): ReadonlySet<string> =>
  new Set(
    pods.flatMap(({ metadata: { uid, deletionTimestamp } }) =>
      deletionTimestamp === undefined || uid === undefined ? [] : [uid],
    ),
  );

/** What a pod said while it was asked the last time is read again. */
const overlap = 60;

/** So many seconds ago the last look was; undefined when there was none. */
const newSeconds = ({ asOf }: SchedulerView, now: number): number | undefined =>
  asOf === undefined || asOf > now ? undefined : Math.ceil((now - asOf) / 1000) + overlap;
