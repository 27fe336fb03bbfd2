import type { SweepFacts } from '@mrunner/core';
import type { Pod } from '@mrunner/core/kubernetes';
import { unexplainedFailures } from '../../cluster/look/failure-events.ts';
import { unresolvedTokens } from '../../cluster/look/open-tasks.ts';
import {
  groupTasks,
  type LivingTask,
  type SchedulerView,
  unanswered,
} from '../../cluster/look/scheduler-file.ts';
import type { Host } from '../../host/host.ts';
import type { Sweep } from '../../sweep-home/open-sweep.ts';
import { readFacts } from '../../sweep-home/read-facts.ts';
import { type KubeAnswer, troubleOf } from '../api/kube-answer.ts';
import type { KubeApi } from '../api/kube-api.ts';
import { deletePod } from '../steer/steer-calls.ts';
import { pauseCalls } from '../steer/wish-calls.ts';
import { bringHome } from './bring-home.ts';
import type { ClusterView } from './cluster-view.ts';
import { areEnoughFailures } from './enough-failures.ts';
import { isForbidden, lacksDeletion, lacksPatch } from './lacks.ts';
import { releaseJobs } from './release-jobs.ts';
import { batchesToSettle, settleBatches } from './settle-batches.ts';
import { stopUnwanted } from './stop-unwanted.ts';
import { tellRecounts } from './tell-recounts.ts';
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
 * Asks the cluster, brings home what is new, sees to what is to be done there, and answers what is to be remembered of that.
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
  const home = await bringHome(host, sweep, api, view, gone);
  if (home.kind !== 'home') {
    return unanswered(view, { askedAt: host.clock.now(), ...unheard(home) });
  }
  const { askedAt, seen, facts, judged, held, untold, trouble } = home;
  const lacks = new Set(view.toldLacks);
  for (const pod of judged.doubles) {
    if (isForbidden(await api.request(deletePod(api, pod)))) lacks.add(lacksDeletion);
  }
  await tellRecounts(api, sweep.record.id, judged.recounts, seen);
  await stopUnwanted(api, sweep.record.id, untold, seen);
  if (areEnoughFailures(sweep)) await pauseJobs(sweep, api, seen);
  const refusals = await releaseJobs(
    api,
    seen,
    facts,
    new Set([...held, ...unwantedTokens(facts)]),
  );
  const isSettled = await settleBatches(host, sweep.home, api, seen, facts);
  if (!isSettled) lacks.add(lacksPatch);
  return {
    askedAt,
    asOf: askedAt,
    tasks: groupTasks(judged.living.map((task) => refused(task, refusals))),
    missed: [],
    ...(lacks.size > 0 && { toldLacks: [...lacks] }),
    ...(trouble !== undefined && { trouble }),
  };
}

/** Batches of which nothing is to start any more. */
const unwantedTokens = (facts: SweepFacts): readonly string[] =>
  [...Map.groupBy(unsettledTasks(facts), ({ token }) => token)].flatMap(([token, tasks]) =>
    tasks.every(({ isUnwanted }) => isUnwanted) ? [token] : [],
  );

/** A task whose Job can't be let start waits for ever. */
function refused(task: LivingTask, refusals: ReadonlyMap<string, string>): LivingTask {
  const why = refusals.get(task.token);
  if (why === undefined) return task;
  const text = `its job can't be released: ${why}`;
  return { ...task, told: { text, never: true, advice: 'mrun doctor' } };
}

/** Starts nothing more of a sweep: Kubernetes counts failures of one Job alone. What runs goes on to its end. */
async function pauseJobs(sweep: Sweep, api: KubeApi, view: ClusterView): Promise<void> {
  const going = [...sweep.status().batches.values()].filter(({ token }) => {
    const job = view.jobs.get(token);
    return job !== undefined && job.finished === undefined && !job.deleting;
  });
  for (const call of pauseCalls(api, sweep.record.id, going, view)) await call();
}

/** What is remembered of an answer that was none. */
export const unheard = (
  answer: KubeAnswer,
): Pick<SchedulerView, 'trouble' | 'wantsLogin' | 'isUnreached'> => ({
  trouble: troubleOf(answer),
  ...(answer.kind === 'unreached' && { isUnreached: true }),
  ...(answer.kind === 'unreached' && answer.wantsLogin && { wantsLogin: true }),
});
