import { mainContext, ok, type Result, taskOf } from '@mrunner/core';
import {
  kubeAnnotations,
  kubeLabels,
  mainContainer,
  type Pod,
  type PodView,
  parseFrames,
  podView,
} from '@mrunner/core/kubernetes';
import type { Host } from '../../host/host.ts';
import type { Sweep } from '../../sweep-home/open-sweep.ts';
import type { SweepStatus } from '../../sweep-home/sweep-status.ts';
import { troubleOf } from '../api/kube-answer.ts';
import type { KubeApi } from '../api/kube-api.ts';
import { kubeApi } from '../api/open-api.ts';
import { readMark } from '../submit/sweep-mark.ts';

/** What the pods of a sweep print, while they are there. What has ended is at home. */
export interface PodLogs {
  /**
   * Hands on what an attempt printed, from a byte on; `follow`: and what it prints from then on. Resolves at its end, or when the
   * connection is cut.
   */
  readonly read: (run: number, attempt: number, options: PodLogOptions) => Promise<PodLogRead>;
  readonly close: () => void;
}

export interface PodLogOptions {
  readonly from: number;
  readonly follow?: boolean;
  readonly signal?: AbortSignal;
  readonly told: (bytes: Uint8Array) => void;
}

export interface PodLogRead {
  /** Up to which byte of what it printed. */
  readonly end: number;
  /** Its pod prints nothing more. */
  readonly isOver?: true;
  /** Why it was not read, or not to its end. */
  readonly trouble?: string;
}

/** Reads logs of the sweep's pods. What mrunner's workers say in them for itself is left out. */
export async function podLogs(host: Host, sweep: Sweep): Promise<Result<PodLogs>> {
  const opened = await kubeApi(host, mainContext(sweep.record));
  if (!opened.ok) return opened;
  const api = opened.value;
  return ok({
    read: async (run, attempt, options) => {
      const pod = await podOf(api, sweep.status(), run, attempt);
      if (typeof pod === 'string') return { end: options.from, trouble: pod };
      return readPod(api, pod?.name, readMark(host, sweep.home), options);
    },
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

async function readPod(
  api: KubeApi,
  pod: string | undefined,
  mark: string | undefined,
  { from, follow = false, signal, told }: PodLogOptions,
): Promise<PodLogRead> {
  if (pod === undefined) return { end: from };
  let at = 0;
  let end = from;
  let held = Buffer.alloc(0);
  const tell = (bytes: Uint8Array): void => {
    const begin = at;
    at += bytes.length;
    if (at <= from || bytes.length === 0) return;
    told(bytes.subarray(Math.max(0, from - begin)));
    end = at;
  };
  const options = { container: mainContainer, follow, ...(signal && { signal }) };
  const answer = await api.log(pod, options, (piece) => {
    if (mark === undefined) return tell(piece);
    held = Buffer.concat([held, piece]);
    const { output, rest } = parseFrames(mark, held);
    tell(output);
    held = held.subarray(held.length - rest);
  });
  if (answer.kind === 'done' && answer.code < 300) {
    if (mark === undefined || !held.toString('latin1').startsWith(`\n::mrunner ${mark} `)) {
      tell(held);
    }
    return follow ? { end, isOver: true } : { end };
  }
  // It is not there, or has not begun.
  const isAbsent = answer.kind === 'done' && (answer.code === 404 || answer.code === 400);
  return isAbsent || signal?.aborted ? { end } : { end, trouble: troubleOf(answer) };
}
