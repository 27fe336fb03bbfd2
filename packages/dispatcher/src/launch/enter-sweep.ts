import { isRetryOwed, type SweepEvent } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import { livenessOf } from '../processes/liveness.ts';
import type { EventLog } from '../sweep-home/event-log.ts';
import type { Sweep } from '../sweep-home/open-sweep.ts';
import type { SweepStatus } from '../sweep-home/sweep-status.ts';
import { launcherId, openLauncherEvents } from './launcher.ts';

/** How a launcher takes a sweep. */
export interface Entrance {
  /** Whether launchers on other hosts count as dead. */
  readonly takesOver: boolean;
  /** Whether it goes on with all that is left to do. */
  readonly resumes: boolean;
  /** Hash of the code that attempts run with. */
  readonly code: string | undefined;
  /** Says how attempts ended of which only this launcher can know. */
  readonly endsOf?: (before: SweepStatus) => readonly SweepEvent[];
}

/** A launcher that is in a sweep, as its events say it. */
export interface EnteredSweep {
  /** Its id, and its file of events. */
  readonly launcher: string;
  readonly events: EventLog;
  readonly status: SweepStatus;
}

/** Enters who holds the lock into a sweep, and promises the retries that are owed. */
export function enterSweep(
  host: Host,
  sweep: Sweep,
  { takesOver, resumes, code, endsOf = () => [] }: Entrance,
): EnteredSweep {
  const launcher = launcherId(host);
  const before = sweep.status();
  const tookOver = takesOver ? launchersElsewhere(host, before) : [];
  const events = openLauncherEvents(host, sweep.home, {
    id: launcher,
    after: before.lastTime,
    ...(code !== undefined && { code }),
    ...(tookOver.length > 0 && { tookOver }),
  });
  const news = [...endsOf(before), ...(resumes ? retriesOwed(host, sweep, before) : [])];
  for (const event of news) events.append(event);
  const isNews = tookOver.length > 0 || news.length > 0;
  if (isNews) events.flush();
  return { launcher, events, status: isNews ? sweep.status() : before };
}

/** Promises attempts after those that failed while nobody launched, and that are to be tried again. */
const retriesOwed = (
  { clock }: Host,
  { record: { options } }: Sweep,
  { recorded }: SweepStatus,
): readonly SweepEvent[] =>
  options.retries === 0
    ? []
    : [...recorded.values()]
        .filter((status) => isRetryOwed(status, options))
        .map(({ index: run, attempt }) => ({ event: 'again', time: clock.now(), run, attempt }));

/** Launchers that nobody here can ask, and that did not leave. */
const launchersElsewhere = (host: Host, { launchers }: SweepStatus): readonly string[] =>
  [...launchers.values()]
    .filter((launcher) => livenessOf(host, launcher) === 'unknown')
    .map(({ id }) => id);
