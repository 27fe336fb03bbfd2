import { hasEnded } from '@mrunner/core';
import { type Job, type Pod, sweepSelector } from '@mrunner/core/kubernetes';
import type { SchedulerView } from '../../cluster/look/scheduler-file.ts';
import type { Carried } from '../../cluster/steer/carried.ts';
import { noteCarried, openWishes } from '../../cluster/steer/open-wishes.ts';
import { isNothing, type Steering, steeringOf } from '../../cluster/steer/steering.ts';
import type { Host } from '../../host/host.ts';
import type { Sweep } from '../../sweep-home/open-sweep.ts';
import { readFacts } from '../../sweep-home/read-facts.ts';
import type { SweepStatus } from '../../sweep-home/sweep-status.ts';
import { isPassing, type KubeAnswer, refusalOf, troubleOf } from '../api/kube-answer.ts';
import type { KubeApi } from '../api/kube-api.ts';
import { bringHome } from '../look/bring-home.ts';
import { type ClusterView, clusterView } from '../look/cluster-view.ts';
import { collectPods } from '../look/collect-pods.ts';
import { podsToCollect } from '../look/pods-to-collect.ts';
import { unsettledTasks } from '../look/unsettled-tasks.ts';
import { allowanceCalls } from './allowance-calls.ts';
import { awaitEnds, keepSoFar } from './await-ends.ts';
import { isCarried } from './steer-calls.ts';
import { cancelCalls, pauseCalls, releaseCalls, throttleCalls } from './wish-calls.ts';

/** What came of wishes on Kubernetes. */
export interface KubeCarried extends Carried {
  /** Pods that ended and are deleted, or about to be, as they were last. */
  readonly gone?: readonly Pod[];
}

/**
 * Carries out in the cluster what somebody wished of a sweep and nobody has carried out. Doing it twice does no harm. What has ended is
 * recorded first; of what is ended by a wish, the ends are awaited as long as they may take, since nobody could find them out later.
 *
 * @param view what is remembered of the last look
 * @param gone pods that were deleted, as they were last
 */
export async function carryOutWishes(
  host: Host,
  sweep: Sweep,
  api: KubeApi,
  view: SchedulerView,
  gone: readonly Pod[],
): Promise<KubeCarried> {
  const { home } = sweep;
  const wishes = openWishes(host, home);
  if (wishes.files.length === 0) return {};
  const known = await bringHome(host, sweep, api, view, gone);
  if (known.kind !== 'home') return troubleIn(known);
  const status = sweep.status();
  const steering = steeringOf(status, wishes);
  if (isNothing(steering)) {
    noteCarried(host, home, wishes);
    return {};
  }
  const labels = sweepSelector(sweep.record.id);
  const jobs = await api.list<Job>('jobs', { labels });
  if (jobs.kind !== 'listed') return troubleIn(jobs);
  const pods = await api.list<Pod>('pods', { labels });
  if (pods.kind !== 'listed') return troubleIn(pods);
  const there = clusterView(jobs.items, pods.items, unsettledTasks(known.facts));
  const around = { host, sweep, api, status, steering, view: there, pods };
  const { trouble, refused, isLater, ended } = await carryOut(around);
  if (trouble !== undefined) return trouble;
  if (!isLater) noteCarried(host, home, wishes);
  return { gone: ended, ...(refused !== undefined && { refused }) };
}

interface Around {
  readonly host: Host;
  readonly sweep: Sweep;
  readonly api: KubeApi;
  readonly status: SweepStatus;
  readonly steering: Steering;
  readonly view: ClusterView;
  /** Of which the view is. */
  readonly pods: { readonly items: readonly Pod[]; readonly resourceVersion: string };
}

interface Done {
  readonly trouble?: Carried;
  readonly refused?: string;
  /** The rest can only be done by a later look. */
  readonly isLater?: boolean;
  /** Pods that ended and that a wish deletes, or their Jobs. */
  readonly ended: readonly Pod[];
}

async function carryOut(around: Around): Promise<Done> {
  const { host, sweep, api, status, steering, view, pods } = around;
  const isOpen = (run: number): boolean => !hasEnded(status.of(run).state);
  const cancels = cancelCalls(api, sweep.record.id, steering.cancels, view, isOpen);
  const throttles = throttleCalls(api, steering.throttles, view);
  const { maxFailures } = sweep.record.options;
  const calls = [
    ...allowanceCalls(api, maxFailures, steering.cancels, view, status.of),
    ...cancels.calls,
    ...(steering.pace === 'pause' ? pauseCalls(api, sweep.record.id, steering.paced, view) : []),
    ...(steering.inSpite ? releaseCalls(api, steering.paced, view) : []),
    ...throttles.calls,
  ];
  await keepSoFar(host, sweep, api, cancels.ending);
  const ended = [...(await collectLast(around))];
  const ends = awaitEnds(host, sweep, api, cancels.ending, pods.resourceVersion);
  let refused: string | undefined;
  try {
    for (const call of calls) {
      const answer = await call();
      if (isCarried(answer)) continue;
      if (answer.kind !== 'done' || isPassing(answer)) return { trouble: troubleIn(answer), ended };
      refused ??= refusalOf(answer).message;
    }
    await ends.over();
  } finally {
    ends.stop();
  }
  ended.push(...ends.ended);
  // What nobody knows to be submitted may turn out to be.
  const isLater = throttles.isLater() || steering.cancels.some(({ batch: { job } }) => !job);
  return { isLater, ended, ...(refused !== undefined && { refused }) };
}

/** Brings home what ended since that was done last, in Jobs that are about to be deleted, and answers these pods. */
async function collectLast(around: Around): Promise<readonly Pod[]> {
  const { host, sweep, api, steering, view, pods } = around;
  const tokens = new Set(steering.cancels.map(({ batch }) => batch.token));
  const tasks = unsettledTasks(readFacts(host, sweep.home));
  const found = podsToCollect(
    tasks.filter(({ token }) => tokens.has(token)),
    view,
  ).filter(({ pod }) => pod.phase === 'ended');
  if (found.length === 0) return [];
  await collectPods(host, sweep, api, found, undefined);
  const uids = new Set(found.map(({ pod }) => pod.uid));
  return pods.items.filter(({ metadata }) => uids.has(metadata.uid ?? ''));
}

const troubleIn = (answer: KubeAnswer): Carried => ({
  trouble: troubleOf(answer),
  ...(answer.kind === 'unreached' && answer.wantsLogin && { wantsLogin: true }),
});
