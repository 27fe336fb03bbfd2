import {
  isRetryOwed,
  type JobEndedEvent,
  parseSlot,
  type RunStatus,
  workDirectory,
} from '@mrunner/core';
import { usesSrun } from '../../cluster/is-cluster.ts';
import { recordEvents } from '../../cluster/look/record-events.ts';
import { cancelTargets, openBatches } from '../../cluster/steer/cancel-targets.ts';
import type { Host } from '../../host/host.ts';
import type { Place } from '../../place/place.ts';
import type { Sweep } from '../../sweep-home/open-sweep.ts';
import type { SweepStatus } from '../../sweep-home/sweep-status.ts';
import { steerProgram } from '../steer/steer-program.ts';

/**
 * Ends the other members of composites that a member failed of for good, where its worker was not left to do so: it was killed,
 * with its machine perhaps. Answers the slots for which that is to be done again, as the cluster did not hear of it.
 *
 * @param slots of tasks that have just ended, by the scheduler's word
 */
export async function stopSiblings(
  host: Host,
  sweep: Sweep,
  place: Place,
  slots: readonly string[],
): Promise<readonly string[]> {
  if (slots.length === 0 || usesSrun(sweep)) return [];
  const status = sweep.status();
  const failed = runsOf(slots, status).filter((run) => isFailure(status.of(run), sweep));
  if (failed.length === 0) return [];
  const meant = new Set<number>();
  for (const { composite } of sweep.experimentsAt(new Set(failed)).values()) {
    if (composite?.onFailure !== 'stop') continue;
    for (let at = composite.first; at < composite.first + composite.size; at++) {
      const { state } = status.of(at);
      if (state === 'pending' || state === 'running') meant.add(at);
    }
  }
  if (meant.size === 0) return [];
  const time = host.clock.now();
  const unheard = [...meant].filter((run) => status.of(run).stop === undefined);
  recordEvents(
    host,
    sweep.home,
    unheard.map((run) => {
      const { attempt } = status.of(run);
      return { event: 'stop', time, run, attempt, cause: 'sibling-failed' };
    }),
  );
  const cancels = cancelTargets(
    openBatches(status),
    status.launchers,
    (run) => meant.has(run),
    Number.POSITIVE_INFINITY,
  );
  const program = steerProgram(workDirectory(sweep.record), { cancels, paced: [], throttles: [] });
  const answer = await place.run(program);
  return answer.kind === 'done' && answer.code === 0 ? [] : slots;
}

function runsOf(slots: readonly string[], { batches }: SweepStatus): readonly number[] {
  const runs = new Set<number>();
  for (const slot of slots) {
    const place = parseSlot(slot);
    const batch = batches.get(place?.token ?? '');
    if (place === undefined || batch === undefined) continue;
    const own = batch.isPacked ? batch.runs : batch.runs.slice(place.task, place.task + 1);
    for (const [run] of own) runs.add(run);
  }
  return [...runs];
}

const isFailure = (run: RunStatus, { record }: Sweep): boolean =>
  (run.state === 'failed' || run.state === 'unknown') && !isRetryOwed(run, record.options);

/** Slots of tasks that the scheduler does not start again. */
export const slotsOfEnds = (events: readonly { readonly event: string }[]): readonly string[] =>
  events.flatMap((event) => (isLastEnd(event) ? [event.slot] : []));

const isLastEnd = (event: { readonly event: string }): event is JobEndedEvent =>
  event.event === 'job-ended' && (event as JobEndedEvent).again !== true;
