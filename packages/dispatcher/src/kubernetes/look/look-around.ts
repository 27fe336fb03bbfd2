import { collectFacts } from '@mrunner/core';
import { type Job, type Pod, sweepSelector } from '@mrunner/core/kubernetes';
import { failureEvents, unexplainedFailures } from '../../cluster/look/failure-events.ts';
import { unresolvedTokens } from '../../cluster/look/open-tasks.ts';
import { recordEvents } from '../../cluster/look/record-events.ts';
import { groupTasks, type SchedulerView, unanswered } from '../../cluster/look/scheduler-file.ts';
import type { Host } from '../../host/host.ts';
import type { Sweep } from '../../sweep-home/open-sweep.ts';
import { readFacts } from '../../sweep-home/read-facts.ts';
import { type KubeAnswer, troubleOf } from '../api/kube-answer.ts';
import type { KubeApi, ListAnswer } from '../api/kube-api.ts';
import { deletePod } from '../steer/steer-calls.ts';
import { attemptFinder } from './attempt-finder.ts';
import { clusterView } from './cluster-view.ts';
import { collectPods } from './collect-pods.ts';
import { judgeTasks } from './judge-tasks.ts';
import { podsToCollect } from './pods-to-collect.ts';
import { heldBatches, releaseJobs } from './release-jobs.ts';
import { batchesToSettle, settleBatches } from './settle-batches.ts';
import { unsettledTasks } from './unsettled-tasks.ts';

/** Whether there is anything left to find out, or to do. */
export function hasMore(host: Host, { home }: Sweep): boolean {
  const facts = readFacts(host, home);
  return (
    unsettledTasks(facts).length > 0 ||
    unresolvedTokens(facts).length > 0 ||
    unexplainedFailures(facts).length > 0 ||
    batchesToSettle(host, home, facts).length > 0
  );
}

/**
 * Asks the cluster, brings home what is new, and answers what is to be remembered of that.
 *
 * @param gone pods that were deleted, as they were last
 */
export async function lookAround(
  host: Host,
  sweep: Sweep,
  api: KubeApi,
  view: SchedulerView,
  gone: readonly Pod[],
): Promise<SchedulerView> {
  const askedAt = host.clock.now();
  const { home, record } = sweep;
  // What is submitted after this may not be listed yet.
  const before = readFacts(host, home);
  const labels = sweepSelector(record.id);
  const jobs = await api.list<Job>('jobs', { labels });
  if (jobs.kind !== 'listed') return unanswered(view, { askedAt, ...unheard(jobs) });
  const pods: ListAnswer<Pod> = await api.list<Pod>('pods', { labels });
  if (pods.kind !== 'listed') return unanswered(view, { askedAt, ...unheard(pods) });
  const seen = clusterView(jobs.items, [...gone, ...pods.items]);
  const wanted = podsToCollect(unsettledTasks(before), seen);
  const collected = await collectPods(host, sweep, api, wanted, newSeconds(view, askedAt));
  const facts = readFacts(host, home);
  const tasks = unsettledTasks(facts).filter(({ token }) => before.submitted.has(token));
  const now = host.clock.now();
  const held = heldBatches(facts, now);
  const judged = judgeTasks(tasks, seen, {
    now,
    isCollected: ({ uid }) => collected.pods.has(uid),
    attempt: attemptFinder(facts),
    held,
  });
  recordEvents(host, home, judged.events);
  collectFacts(judged.events, facts);
  recordEvents(host, home, failureEvents(host, sweep, unexplainedFailures(facts)));
  for (const pod of judged.doubles) await api.request(deletePod(api, pod));
  await releaseJobs(api, seen, facts, held);
  await settleBatches(host, home, api, seen, facts);
  return {
    askedAt,
    asOf: askedAt,
    tasks: groupTasks(judged.living),
    missed: [],
    ...(collected.trouble !== undefined && { trouble: collected.trouble }),
  };
}

/** What a pod said while it was asked the last time is read again. */
const overlap = 60;

/** So many seconds ago the last look was; undefined when there was none. */
const newSeconds = ({ asOf }: SchedulerView, now: number): number | undefined =>
  asOf === undefined || asOf > now ? undefined : Math.ceil((now - asOf) / 1000) + overlap;

/** What is remembered of an answer that was none. */
export const unheard = (
  answer: KubeAnswer,
): Pick<SchedulerView, 'trouble' | 'wantsLogin' | 'isUnreached'> => ({
  trouble: troubleOf(answer),
  ...(answer.kind === 'unreached' && { isUnreached: true }),
  ...(answer.kind === 'unreached' && answer.wantsLogin && { wantsLogin: true }),
});
