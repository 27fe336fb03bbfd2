import { mainContext } from '@mrunner/core';
import { mainContainer, type Pod, podView, sweepSelector } from '@mrunner/core/kubernetes';
import { someAtATime } from '../../cluster/look/some-at-a-time.ts';
import type { Host } from '../../host/host.ts';
import type { Sweep } from '../../sweep-home/open-sweep.ts';
import { isWell } from '../api/kube-answer.ts';
import type { KubeApi } from '../api/kube-api.ts';
import { keepMessage } from '../look/keep-events.ts';
import { logIntake } from '../look/log-intake.ts';
import type { PodToCollect } from '../look/pod-to-collect.ts';

/** More logs are not followed side by side. */
const mostLogs = 100;
/** Milliseconds that Kubernetes may take beside the grace. */
const slack = 10_000;

/** How many others are read at a time. */
const readAtATime = 8;

/** Keeps what pods that are about to be deleted said so far, where so many are that not all of them are followed. */
export async function keepSoFar(
  host: Host,
  sweep: Sweep,
  api: KubeApi,
  pods: readonly PodToCollect[],
  followed = mostLogs,
): Promise<void> {
  await someAtATime(pods.slice(followed), readAtATime, async (each) => {
    const intake = logIntake(host, sweep, each);
    const answer = await api.log(each.pod.name, { container: mainContainer }, intake.take);
    intake.end(isWell(answer));
  });
}

/**
 * Listens to pods that are about to be deleted: a moment after their end nobody knows anything of them. What they say last is kept
 * at home.
 *
 * @param version of the list that they are from
 */
export function awaitEnds(
  host: Host,
  sweep: Sweep,
  api: KubeApi,
  pods: readonly PodToCollect[],
  version: string,
) {
  const stop = new AbortController();
  const { signal } = stop;
  const open = new Set(pods.map(({ pod }) => pod.uid));
  const lives = new Map(pods.map(({ pod }) => [pod.uid, pod.life]));
  const ended: Pod[] = [];
  const troubles: unknown[] = [];
  const keep = (act: () => void): void => {
    try {
      act();
    } catch (error) {
      troubles.push(error);
    }
  };
  const { promise: areOver, resolve } = Promise.withResolvers<void>();
  const isOver = (uid: string | undefined): void => {
    if (uid !== undefined) open.delete(uid);
    if (open.size === 0) resolve();
  };
  if (pods.length > 0) {
    void api.watch<Pod>('pods', {
      labels: sweepSelector(sweep.record.id),
      resourceVersion: version,
      signal,
      changed: (type, pod) => {
        const view = podView(pod, undefined);
        if (view === undefined || !open.has(view.uid)) return;
        const { life = view.life } = { life: lives.get(view.uid) };
        keep(() => keepMessage(host, sweep.home, { ...view, life }));
        if (view.phase === 'ended') ended.push(pod);
        if (type === 'DELETED' || view.phase === 'ended') isOver(view.uid);
      },
      relisted: (items) => {
        const there = new Set(items.map(({ metadata }) => metadata.uid));
        for (const uid of open) if (!there.has(uid)) isOver(uid);
      },
      trouble: () => {},
    });
  }
  const logs = pods.slice(0, mostLogs).map(async ({ pod, own }) => {
    const intake = logIntake(host, sweep, { pod, ...(own && { own }) });
    await api.log(pod.name, { follow: true, signal }, intake.take);
    keep(() => intake.end(true));
  });
  isOver(undefined);
  return {
    /** Resolves when all have ended, or none may be waited for any longer. Throws what went wrong in keeping what they said. */
    over: async (): Promise<void> => {
      const milliseconds = mainContext(sweep.record).grace * 1000 + slack;
      const { promise: late, resolve: isLate } = Promise.withResolvers<void>();
      const forget = host.clock.after(milliseconds, isLate);
      await Promise.race([Promise.all([areOver, ...logs]), late]);
      forget();
      if (troubles.length > 0) throw troubles[0];
    },
    /** Those that have ended, as they were then. */
    ended: ended as readonly Pod[],
    stop: () => stop.abort(),
  };
}
