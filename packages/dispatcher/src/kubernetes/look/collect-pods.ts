import { mainContainer } from '@mrunner/core/kubernetes';
import { someAtATime } from '../../cluster/look/some-at-a-time.ts';
import type { Host } from '../../host/host.ts';
import type { Sweep } from '../../sweep-home/open-sweep.ts';
import { type KubeAnswer, troubleOf } from '../api/kube-answer.ts';
import type { KubeApi } from '../api/kube-api.ts';
import { keepMessage } from './keep-events.ts';
import { logIntake } from './log-intake.ts';
import type { PodToCollect } from './pod-to-collect.ts';

export interface Collected {
  /** Pods of which nothing more is to come, by uid. */
  readonly pods: ReadonlySet<string>;
  /** Why not everything is here. */
  readonly trouble?: string;
}

const logsAtATime = 8;
/** Milliseconds after which the log of a pod that has ended is given up, when its node does not give it. */
const logPatience = 600_000;

/**
 * Brings home what pods left, while they are there: the last words of their workers, their logs, and the files in these.
 *
 * @param seconds of pods that go on only what they said in the last so many is read
 */
export async function collectPods(
  host: Host,
  sweep: Sweep,
  api: KubeApi,
  pods: readonly PodToCollect[],
  seconds: number | undefined,
): Promise<Collected> {
  const collected = new Set<string>();
  let trouble: string | undefined;
  await someAtATime(pods, logsAtATime, async ({ pod, own }) => {
    keepMessage(host, sweep.home, pod);
    const isOver = pod.phase === 'ended';
    // Of a container that never ran there is no log.
    if (pod.startedAt !== undefined) {
      const intake = logIntake(host, sweep, { pod, ...(own && { own }) });
      const since = isOver || seconds === undefined ? {} : { sinceSeconds: seconds };
      const answer = await api.log(pod.name, { container: mainContainer, ...since }, intake.take);
      const isWhole = answer.kind === 'done' && answer.code < 300;
      intake.end(isWhole && isOver);
      if (!isWhole && !isGone(answer)) {
        trouble ??= `the log of ${pod.name}: ${troubleOf(answer)}`;
        const age = host.clock.now() - (pod.finishedAt ?? pod.created);
        if (answer.kind !== 'done' || age < logPatience) return;
      }
    }
    if (isOver) collected.add(pod.uid);
  });
  return { pods: collected, ...(trouble !== undefined && { trouble }) };
}

/** Its pod is not there any more, or no container of it ever ran. */
const isGone = (answer: KubeAnswer): boolean =>
  answer.kind === 'done' && (answer.code === 404 || answer.code === 400);
