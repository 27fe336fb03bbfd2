import { hasEnded } from '@mrunner/core';
import { apiProblem, type Job, type Pod, sweepSelector } from '@mrunner/core/kubernetes';
import type { Carried } from '../../cluster/steer/carried.ts';
import { noteCarried, openWishes } from '../../cluster/steer/open-wishes.ts';
import { isNothing, type Steering, steeringOf } from '../../cluster/steer/steering.ts';
import type { Host } from '../../host/host.ts';
import type { Sweep } from '../../sweep-home/open-sweep.ts';
import type { SweepStatus } from '../../sweep-home/sweep-status.ts';
import { type KubeAnswer, refusalOf, troubleOf } from '../api/kube-answer.ts';
import type { KubeApi } from '../api/kube-api.ts';
import { type ClusterView, clusterView } from '../look/cluster-view.ts';
import { awaitEnds } from './await-ends.ts';
import { isCarried } from './steer-calls.ts';
import { cancelCalls, pauseCalls, releaseCalls, throttleCalls } from './wish-calls.ts';

/**
 * Carries out in the cluster what somebody wished of a sweep and nobody has carried out. Doing it twice does no harm. Of what is ended by
 * that, the ends are awaited as long as they may take, since nobody could find them out later.
 */
export async function carryOutWishes(host: Host, sweep: Sweep, api: KubeApi): Promise<Carried> {
  const { home, record } = sweep;
  const wishes = openWishes(host, home);
  if (wishes.files.length === 0) return {};
  const status = sweep.status();
  const steering = steeringOf(status, wishes);
  if (isNothing(steering)) {
    noteCarried(host, home, wishes.files);
    return {};
  }
  const labels = sweepSelector(record.id);
  const jobs = await api.list<Job>('jobs', { labels });
  if (jobs.kind !== 'listed') return troubleIn(jobs);
  const pods = await api.list<Pod>('pods', { labels });
  if (pods.kind !== 'listed') return troubleIn(pods);
  const view = clusterView(jobs.items, pods.items);
  const around = { host, sweep, api, status, steering, view, version: pods.resourceVersion };
  const { trouble, refused, isLater } = await carryOut(around);
  if (trouble !== undefined) return trouble;
  if (!isLater) noteCarried(host, home, wishes.files);
  return refused === undefined ? {} : { refused };
}

interface Around {
  readonly host: Host;
  readonly sweep: Sweep;
  readonly api: KubeApi;
  readonly status: SweepStatus;
  readonly steering: Steering;
  readonly view: ClusterView;
  /** Of the list of pods. */
  readonly version: string;
}

interface Done {
  readonly trouble?: Carried;
  readonly refused?: string;
  /** The rest can only be done by a later look. */
  readonly isLater?: boolean;
}

async function carryOut(around: Around): Promise<Done> {
  const { host, sweep, api, status, steering, view, version } = around;
  const isOpen = (run: number): boolean => !hasEnded(status.of(run).state);
  const cancels = cancelCalls(api, sweep.record.id, steering.cancels, view, isOpen);
  const throttles = throttleCalls(api, steering.throttles, view);
  const calls = [
    ...cancels.calls,
    ...(steering.pace === 'pause' ? pauseCalls(api, sweep.record.id, steering.paced, view) : []),
    ...(steering.inSpite ? releaseCalls(api, steering.paced, view) : []),
    ...throttles.calls,
  ];
  const ends = awaitEnds(host, sweep, api, cancels.ending, version);
  let refused: string | undefined;
  try {
    for (const call of calls) {
      const answer = await call();
      if (isCarried(answer)) continue;
      if (answer.kind !== 'done' || isPassing(answer)) return { trouble: troubleIn(answer) };
      refused ??= refusalOf(answer).message;
    }
    await ends.over();
  } finally {
    ends.stop();
  }
  return { isLater: throttles.isLater, ...(refused !== undefined && { refused }) };
}

const isPassing = (answer: Extract<KubeAnswer, { kind: 'done' }>): boolean => {
  const problem = apiProblem(refusalOf(answer));
  return problem === 'busy' || problem === 'unauthorized';
};

const troubleIn = (answer: KubeAnswer): Carried => ({
  trouble: troubleOf(answer),
  ...(answer.kind === 'unreached' && answer.wantsLogin && { wantsLogin: true }),
});
