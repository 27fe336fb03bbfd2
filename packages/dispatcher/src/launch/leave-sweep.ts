import type { SweepEvent } from '@mrunner/core';
import type { LaunchOutcome } from './launch-events.ts';
import type { Halt, LaunchState } from './launch-state.ts';

/** Workers without a run end at once when they are asked to. */
const closeMilliseconds = 1000;
const lastTries = 20;
const lastPause = 100;

/** Ends a launch of which all runs have ended: what they left behind, its records, its workers. */
export async function leaveSweep(launch: LaunchState): Promise<LaunchOutcome> {
  const { host, events, queue, counter, leftovers, pool } = launch.parts;
  const isDetached = launch.halt?.why === 'detached';
  queue.close();
  launch.slots.close();
  if (isDetached) launch.letGo();
  else await new Promise<void>((gone) => leftovers.finish(gone));
  events.append(leftEvent(host.clock.now(), launch.halt));
  const isWritten = await writeLast(launch);
  await launch.syncs.finish();
  if (isDetached) pool.release();
  else await closeWorkers(launch, isWritten);
  const { why, text } = launch.halt ?? finished;
  return { why, counts: counter.counts, ...(text !== undefined && { text }) };
}

const finished: Halt = { why: 'finished' };

function leftEvent(time: number, { why, text }: Halt = finished): SweepEvent {
  return {
    event: 'left',
    time,
    why: why === 'max-failures' ? 'finished' : why,
    ...(text !== undefined && { text }),
  };
}

/** A full disk may have room again in a moment; what can't be written in the end is told by the outcome. */
async function writeLast(launch: LaunchState): Promise<boolean> {
  const { host, events } = launch.parts;
  for (let tries = 0; tries <= lastTries; tries++) {
    if (tries > 0) await new Promise<void>((over) => void host.clock.after(lastPause, over));
    if (!launch.sync()) continue;
    events.close();
    return true;
  }
  events.close();
  return false;
}

/** A worker that still tries to record an end is left to it, unless this launcher's own file has it. */
function closeWorkers({ parts: { host, pool } }: LaunchState, isWritten: boolean): Promise<void> {
  return new Promise((over) => {
    const endTimer = host.clock.after(closeMilliseconds, isWritten ? pool.kill : over);
    pool.close(() => {
      endTimer();
      over();
    });
  });
}
