import type { SweepEvent, SweepFacts } from '@mrunner/core';
import { failureEvents } from '../../cluster/look/failure-events.ts';
import type { Host } from '../../host/host.ts';
import type { Sweep } from '../../sweep-home/open-sweep.ts';
import type { PodToCollect } from './pod-to-collect.ts';

/**
 * Says of attempts that were asked to stop when they had ended already that this is not why they ended: who wishes it knows only what the
 * last look found. A pod that ended and that nobody deleted ended by itself.
 *
 * @param deleted the pods that somebody deleted, by uid
 */
export function ownEnds(
  host: Pick<Host, 'files' | 'clock'>,
  sweep: Sweep,
  { runs }: SweepFacts,
  pods: readonly PodToCollect[],
  deleted: ReadonlySet<string>,
): readonly SweepEvent[] {
  return pods.flatMap(({ pod, own }): readonly SweepEvent[] => {
    if (own === undefined || pod.phase !== 'ended' || deleted.has(pod.uid)) return [];
    const attempt = runs.get(own.run)?.find((each) => each.attempt === own.attempt);
    if (attempt?.exitCode === undefined || attempt.byItself) return [];
    if (attempt.stop?.cause !== 'cancelled') return [];
    const words = attempt.exitCode === 0 ? [] : failureEvents(host, sweep, [own]);
    const end = { event: 'ended', time: host.clock.now(), ...own } as const;
    return [{ ...end, ...words[0], byItself: true }];
  });
}
