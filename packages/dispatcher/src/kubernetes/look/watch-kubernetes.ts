import { mainContext } from '@mrunner/core';
import {
  type Job,
  kubeSettings,
  type Pod,
  type PodView,
  podView,
  sweepSelector,
} from '@mrunner/core/kubernetes';
import type { Refreshed } from '../../cluster/look/refreshed.ts';
import { rest } from '../../cluster/look/rest.ts';
import { isStandstill } from '../../cluster/look/standstill.ts';
import type { ClusterWatched, ClusterWatchOptions } from '../../cluster/look/watch-options.ts';
import { errorCode } from '../../host/error-code.ts';
import type { Host } from '../../host/host.ts';
import type { Sweep } from '../../sweep-home/open-sweep.ts';
import type { KubeApi } from '../api/kube-api.ts';
import { kubeApi } from '../api/open-api.ts';
import { keepMessage } from './keep-events.ts';
import { hasMore } from './look-around.ts';
import { refreshKubernetes } from './refresh-kubernetes.ts';

/** Milliseconds from a change to the look at it, in which more of them come, and between two looks when nothing changes. */
const pauses = { change: 500, least: 1000, most: 60_000 } as const;
/** How much longer than a look took one rests before the next. */
const restfulness = 10;
/** For how long a cluster may be out of reach. */
const troubleTime = 600_000;
const lastTries = 4;

/**
 * Waits until all runs of a sweep on Kubernetes have ended, or nothing more of it starts by itself. Its API says when something
 * changes; then there is a look. What it does not say is found by a look once a minute.
 */
export async function watchKubernetes(
  host: Host,
  sweep: Sweep,
  { signal, observe }: ClusterWatchOptions = {},
): Promise<ClusterWatched> {
  const opened = await kubeApi(host, mainContext(sweep.record));
  if (!opened.ok) {
    const refreshed = await refreshKubernetes(host, sweep, { force: true });
    return { status: sweep.status(), refreshed, isUnreached: true };
  }
  const api = opened.value;
  const changes = listenTo(host, sweep, api, signal);
  const now = host.clock.elapsed;
  let wellAt = Number.NEGATIVE_INFINITY;
  try {
    for (;;) {
      const begunAt = now();
      changes.forget();
      let refreshed = await refreshKubernetes(host, sweep, {
        force: true,
        api,
        gone: changes.gone,
      });
      if (refreshed.trouble === undefined) wellAt = now();
      const took = now() - begunAt;
      let status = sweep.status();
      observe?.(status, refreshed);
      if (isStandstill(status) && refreshed.trouble === undefined) {
        refreshed = await lastWords(host, sweep, api, refreshed);
        status = sweep.status();
        if (isStandstill(status)) return { status, refreshed, isUnreached: false };
      }
      const isUnreached = refreshed.trouble !== undefined && now() - wellAt > troubleTime;
      if (isUnreached || signal?.aborted) return { status, refreshed, isUnreached };
      await rest(host, Math.max(pauses.least, took * restfulness), signal);
      await changes.next(pauses.most);
    }
  } finally {
    changes.stop();
    api.close();
  }
}

/** Hears of changes, and keeps the last words of pods, which may be deleted a moment later. */
function listenTo(host: Host, sweep: Sweep, api: KubeApi, signal: AbortSignal | undefined) {
  const stop = new AbortController();
  const signals = signal === undefined ? stop.signal : AbortSignal.any([stop.signal, signal]);
  const gone: Pod[] = [];
  // Only a look knows which life a pod is of where Jobs may have been suspended.
  let isRecounted = sweep.record.contexts.some(
    (context) => kubeSettings(context).kueueQueue !== undefined,
  );
  let hasChanged = false;
  let tell = (): void => {};
  const changed = (): void => {
    hasChanged = true;
    tell();
  };
  const common = {
    labels: sweepSelector(sweep.record.id),
    signal: signals,
    relisted: changed,
    trouble: () => {},
  };
  void api.watch<Job>('jobs', {
    ...common,
    changed: (_, { spec, status }) => {
      isRecounted ||= spec.suspend === true && status?.startTime !== undefined;
      changed();
    },
  });
  void api.watch<Pod>('pods', {
    ...common,
    changed: (type, pod) => {
      const view = podView(pod, undefined);
      // Once somebody deleted it, a list may lack it before it is heard here that it went.
      const isGoing = type === 'DELETED' || pod.metadata.deletionTimestamp !== undefined;
      if (isGoing && view?.phase === 'ended') gone.push(pod);
      // Of a pod that its Job has let go of only the Job knows whether it is made again, as if it had never been: a look asks that.
      if (view?.message !== undefined && !view.released && !isRecounted)
        keepWords(host, sweep, view);
      changed();
    },
  });
  signals.addEventListener('abort', () => tell());
  return {
    /** Pods that somebody deleted, as they were last, once they have ended: when they are gone, why they ended is nowhere else. */
    gone,
    /** What came so far is about to be seen. */
    forget: () => {
      hasChanged = false;
    },
    /** Resolves a moment after the next change, or after some milliseconds. */
    next: async (milliseconds: number): Promise<void> => {
      if (!hasChanged && !signals.aborted) {
        const { promise, resolve } = Promise.withResolvers<void>();
        tell = resolve;
        const forget = host.clock.after(milliseconds, resolve);
        await promise;
        forget();
      }
      if (!signals.aborted) await rest(host, pauses.change, signals);
    },
    stop: () => stop.abort(),
  };
}

/** What can't be written is told by the look that follows, which tries it again. */
function keepWords(host: Host, sweep: Sweep, pod: PodView): void {
  try {
    keepMessage(host, sweep.home, pod);
  } catch (error) {
    if (errorCode(error) === '') throw error;
  }
}

/** A Job says that it is over a moment after its last pod. */
async function lastWords(
  host: Host,
  sweep: Sweep,
  api: KubeApi,
  before: Refreshed,
): Promise<Refreshed> {
  let refreshed = before;
  for (let tries = 0; tries < lastTries && hasMore(host, sweep); tries++) {
    await rest(host, pauses.least, undefined);
    refreshed = await refreshKubernetes(host, sweep, { force: true, api });
    if (refreshed.trouble !== undefined) break;
  }
  return refreshed;
}
