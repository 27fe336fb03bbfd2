import { mainContext, sweepFileNames, workDirectory } from '@mrunner/core';
import type { Refreshed } from '../../cluster/look/refreshed.ts';
import { stopsOf } from '../../cluster/steer/stops-of.ts';
import { usualPace } from '../../cluster/submit/submit-events.ts';
import type { Host } from '../../host/host.ts';
import type { Place } from '../../place/place.ts';
import { placeOf } from '../../place/place-of.ts';
import { createEventLog } from '../../sweep-home/event-log.ts';
import { isLaunching } from '../../sweep-home/is-launching.ts';
import type { Sweep } from '../../sweep-home/open-sweep.ts';
import { writeWish } from '../../wishes/write-wish.ts';
import { refreshSweep } from '../look/refresh-sweep.ts';
import { resolveBatches } from '../submit/resolve-batches.ts';

/**
 * Cancels runs on a cluster. The wish is written down first, so that a cluster which can't be reached hears of it by the next
 * command that reaches it: `trouble` says so. What was submitted without a clear answer is looked up, and can start nothing any more.
 */
export async function cancelOnCluster(
  host: Host,
  sweep: Sweep,
  runs: 'all' | readonly number[],
): Promise<Refreshed> {
  const context = mainContext(sweep.record);
  const place = placeOf(host, context);
  try {
    writeWish(host, sweep, { event: 'cancel', runs }, stopsOf(host, sweep.status(), runs));
    const refreshed = await refreshSweep(host, sweep, { place, force: true });
    if (refreshed.trouble === undefined) await settleBatches(host, sweep, place);
    return refreshed;
  } finally {
    place.close();
  }
}

/** How long a call of sbatch that goes on is waited for. */
const patience = 20_000;

/**
 * Finds out about batches that nobody knows to be submitted. Their workers were told to start nothing, so that what can't be
 * found may be given up at once. A launcher at work does this for its own.
 */
async function settleBatches(host: Host, sweep: Sweep, place: Place): Promise<void> {
  if (isLaunching(host, sweep.home)) return;
  const { batches } = sweep.status();
  const open = [...batches.values()].filter(({ isUnresolved }) => isUnresolved);
  if (open.length === 0) return;
  const unique = Math.floor(host.random() * 36 ** 5)
    .toString(36)
    .padStart(5, '0');
  const events = createEventLog(host, `${sweep.home}/${sweepFileNames.schedulerEvents(unique)}`);
  const stop = new AbortController();
  const forget = host.clock.after(patience, () => stop.abort());
  try {
    await resolveBatches(host, open, {
      place,
      work: workDirectory(sweep.record),
      events,
      pace: { ...usualPace, patience: 0 },
      signal: stop.signal,
    });
  } finally {
    forget();
    events.close();
  }
}
