import { mainContext, ok, type Result, taskOf } from '@mrunner/core';
import {
  kubeAnnotations,
  kubeLabels,
  type Pod,
  type PodView,
  podView,
} from '@mrunner/core/kubernetes';
import type { Host } from '../../host/host.ts';
import type { Sweep } from '../../sweep-home/open-sweep.ts';
import type { SweepStatus } from '../../sweep-home/sweep-status.ts';
import { troubleOf } from '../api/kube-answer.ts';
import type { KubeApi } from '../api/kube-api.ts';
import { kubeApi } from '../api/open-api.ts';
import { readMark } from '../submit/sweep-mark.ts';
import { type PodLogReader, podLogReader } from './pod-log-reader.ts';

/** What the pods of a sweep print, while they are there. What has ended is at home. */
export interface PodLogs {
  /** The log of an attempt, from its beginning. What mrunner's workers say in it for themselves is left out. */
  readonly of: (run: number, attempt: number) => PodLogReader;
  readonly close: () => void;
}

/** Reads logs of the sweep's pods. */
export async function podLogs(host: Host, sweep: Sweep): Promise<Result<PodLogs>> {
  const opened = await kubeApi(host, mainContext(sweep.record));
  if (!opened.ok) return opened;
  const api = opened.value;
  return ok({
    of: (run, attempt) =>
      podLogReader(host, api, readMark(host, sweep.home), () =>
        podOf(api, sweep.status(), run, attempt),
      ),
    close: api.close,
  });
}

/** The pod that an attempt is in; why that can't be told, as a text. Runs that share pods have none to themselves. */
export async function podOf(
  api: KubeApi,
  { of, batches }: Pick<SweepStatus, 'of' | 'batches'>,
  run: number,
  attempt: number,
): Promise<PodView | string | undefined> {
  const known = of(run);
  const recorded = known.attempts.find((each) => each.attempt === attempt);
  const { token = '', task, restarts = 0 } = taskOf(recorded ?? known) ?? {};
  const { isPacked = true, runs = [] } = batches.get(token) ?? {};
  const [, first] = isPacked || task === undefined ? [] : (runs[task] ?? []);
  if (token === '' || task === undefined) return undefined;
  const labels = `${kubeLabels.token}=${token},${kubeAnnotations.index}=${task}`;
  const pods = await api.list<Pod>('pods', { labels });
  if (pods.kind !== 'listed') return troubleOf(pods);
  const views = pods.items.flatMap((pod) => podView(pod, undefined) ?? []);
  const wanted = first === undefined ? restarts : attempt - first;
  const own = views.findLast(({ life }) => life === wanted);
  // A life that follows one which Kubernetes does not count has its number.
  const hasBegun = recorded?.startedAt !== undefined;
  return own ?? (hasBegun ? views.findLast(({ phase }) => phase !== 'ended') : undefined);
}
