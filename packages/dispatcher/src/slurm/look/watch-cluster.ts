import { isRemote, mainContext } from '@mrunner/core';
import { openTasks } from '../../cluster/look/open-tasks.ts';
import type { Refreshed } from '../../cluster/look/refreshed.ts';
import { rest } from '../../cluster/look/rest.ts';
import { isStandstill } from '../../cluster/look/standstill.ts';
import type {
  ClusterWatched,
  ClusterWatchOptions,
  WatchPace,
} from '../../cluster/look/watch-options.ts';
import type { Host } from '../../host/host.ts';
import { placeOf } from '../../place/place-of.ts';
import type { Sweep } from '../../sweep-home/open-sweep.ts';
import { readFacts } from '../../sweep-home/read-facts.ts';
import type { SweepStatus } from '../../sweep-home/sweep-status.ts';
import { mayClear } from './clear-private.ts';
import { readPulled } from './pulled-file.ts';
import { refreshSweep } from './refresh-sweep.ts';

const politePace: WatchPace = { first: 10_000, short: 30_000, long: 180_000 };
const growth = 1.5;
/** Records on this machine cost nobody anything. */
const readPause = 1000;
/** How much longer than reading them took one rests between. */
const restfulness = 10;
/** For how long a cluster may be out of reach. */
const troubleTime = 600_000;

/**
 * Waits until all runs of a sweep on a cluster have ended, or nothing more of it starts by itself. The scheduler is asked rarely, the
 * more rarely the less happens; records that lie on this machine are read every second or so.
 */
export async function watchCluster(
  host: Host,
  sweep: Sweep,
  { signal, observe, pace = politePace }: ClusterWatchOptions = {},
): Promise<ClusterWatched> {
  const context = mainContext(sweep.record);
  const isFar = isRemote(context);
  const place = placeOf(host, context);
  const now = host.clock.elapsed;
  let refreshed = await refreshSweep(host, sweep, { place });
  let pause = pace.first;
  let askAt = now() + pause;
  let known: string | undefined;
  let wellAt = refreshed.trouble === undefined ? now() : Number.NEGATIVE_INFINITY;
  try {
    for (;;) {
      const begunAt = now();
      const status = sweep.status();
      const readTime = now() - begunAt;
      observe?.(status, refreshed);
      const news = JSON.stringify([status.counts, waitsOf(status)]);
      if (known !== undefined && known !== news) {
        pause = pace.short;
        askAt = Math.min(askAt, now() + pause);
      }
      known = news;
      const isUnreached = refreshed.trouble !== undefined && now() - wellAt > troubleTime;
      if (isUnreached || signal?.aborted) return { status, refreshed, isUnreached };
      if (isStandstill(status)) {
        // A scheduler that did not answer before may do so by now.
        if (refreshed.trouble !== undefined) {
          refreshed = await refreshSweep(host, sweep, { place, force: true });
        }
        if (refreshed.trouble === undefined) refreshed = await lastWords(host, sweep, refreshed);
        const last = sweep.status();
        // A worker records that another attempt follows a moment after the end of the one before.
        if (isStandstill(last)) return { status: last, refreshed, isUnreached: false };
      }
      const readAgain = isFar
        ? Number.POSITIVE_INFINITY
        : Math.max(readPause, readTime * restfulness);
      await rest(host, Math.min(askAt - now(), readAgain), signal);
      if (now() < askAt || signal?.aborted) continue;
      refreshed = await refreshSweep(host, sweep, { place });
      if (refreshed.trouble === undefined) wellAt = now();
      pause = Math.min(Math.max(pause * growth, pace.short), pace.long);
      askAt = now() + pause;
    }
  } finally {
    place.close();
  }
}

const waitsOf = ({ recorded, scheduler }: SweepStatus): number => {
  let never = 0;
  for (const run of recorded.values()) {
    if (run.state === 'pending' && scheduler?.of(run)?.never) never++;
  }
  return never;
};

const lastPause = 1500;
const lastTries = 3;

/** A worker records an end a moment before the scheduler says why it came. Values of secrets go when nothing is open any more. */
async function lastWords(host: Host, sweep: Sweep, before: Refreshed): Promise<Refreshed> {
  let refreshed = before;
  for (let tries = 0; tries < lastTries; tries++) {
    const facts = readFacts(host, sweep.home);
    const isOpen =
      openTasks(facts).some(({ isRecorded }) => isRecorded) ||
      mayClear(host, sweep, facts, readPulled(host, sweep.home));
    if (!isOpen || refreshed.trouble !== undefined) break;
    if (tries > 0) await rest(host, lastPause, undefined);
    refreshed = await refreshSweep(host, sweep, { force: true });
  }
  return refreshed;
}
