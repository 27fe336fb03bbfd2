import { isRemote, mainContext } from '@mrunner/core';
import type { Host } from '../../host/host.ts';
import { placeOf } from '../../place/place-of.ts';
import type { Sweep } from '../../sweep-home/open-sweep.ts';
import { readFacts } from '../../sweep-home/read-facts.ts';
import type { SweepStatus } from '../../sweep-home/sweep-status.ts';
import { mayClear } from './clear-private.ts';
import { openTasks } from './open-tasks.ts';
import { readPulled } from './pulled-file.ts';
import { type Refreshed, refreshSweep } from './refresh-sweep.ts';

export interface ClusterWatchOptions {
  /** Ends the watching; what is known at that moment is the answer. */
  readonly signal?: AbortSignal;
  /** Hears of the status now and then. */
  readonly observe?: (status: SweepStatus, refreshed: Refreshed) => void;
  readonly pace?: WatchPace;
}

/** Milliseconds between two questions to the scheduler. */
export interface WatchPace {
  /** After the first one. */
  readonly first: number;
  /** After something has changed. */
  readonly short: number;
  /** The longest, when nothing changes. */
  readonly long: number;
}

/** What was known when nothing was to be awaited any more. */
export interface ClusterWatched {
  readonly status: SweepStatus;
  readonly refreshed: Refreshed;
  /** The cluster was not reached at first, or for so long that somebody must see to it. */
  readonly isUnreached: boolean;
}

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

/** Whether nothing runs, and nothing is going to start by itself. */
function isStandstill({ counts, launcher, recorded, scheduler }: SweepStatus): boolean {
  if (counts.running > 0 || launcher === 'alive') return false;
  if (counts.pending === 0) return true;
  for (const run of recorded.values()) {
    if (run.state === 'pending' && scheduler?.of(run)?.never !== true) return false;
  }
  return true;
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

/** Ends early when the signal comes. */
const rest = (host: Host, milliseconds: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve) => {
    const over = (): void => {
      cancel();
      signal?.removeEventListener('abort', over);
      resolve();
    };
    const cancel = host.clock.after(Math.max(0, milliseconds), over);
    signal?.addEventListener('abort', over);
  });
