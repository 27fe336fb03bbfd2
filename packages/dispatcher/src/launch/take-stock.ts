import { isRetryOwed, runFileNames } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import { killTree } from '../processes/kill-tree.ts';
import { livenessOf } from '../processes/liveness.ts';
import { type MarkedProcess, markedProcessSearch } from '../processes/marked-processes.ts';
import type { EventLog } from '../sweep-home/event-log.ts';
import type { Sweep } from '../sweep-home/open-sweep.ts';
import { findExperiments } from '../sweep-home/read-experiments.ts';
import type { SweepStatus } from '../sweep-home/sweep-status.ts';
import { launcherId, openLauncherEvents } from './launcher.ts';
import { findLeftBehind, type LivingAttempt } from './left-behind.ts';

/** What a launcher finds when it takes a sweep. */
export interface Stock {
  /** Its own id, and its file of events. */
  readonly launcher: string;
  readonly events: EventLog;
  readonly status: SweepStatus;
  /** Attempts that go on, started by earlier launchers. */
  readonly living: readonly LivingAttempt[];
  readonly find: () => readonly MarkedProcess[];
}

/** How a launcher takes a sweep. */
export interface StockTaking {
  /** Whether launchers on other hosts count as dead. */
  readonly takesOver: boolean;
  /** Whether it goes on with all that is left to do. */
  readonly resumes: boolean;
  /** Hash of the code that attempts run with. */
  readonly code: string | undefined;
}

/**
 * Enters the launcher that holds the lock into the sweep, and finds out what earlier ones left: which attempts go on, which
 * were claimed and never started, which failed without anybody to try them again. What they left of set-ups is ended.
 */
export function takeStock(
  host: Host,
  sweep: Sweep,
  { takesOver, resumes, code }: StockTaking,
): Stock {
  const launcher = launcherId(host);
  const find = markedProcessSearch(host, sweep.record.id, sweep.home);
  const before = sweep.status();
  const tookOver = takesOver ? launchersElsewhere(host, before) : [];
  const events = openLauncherEvents(host, sweep.home, {
    id: launcher,
    after: before.lastTime,
    ...(code !== undefined && { code }),
    ...(tookOver.length > 0 && { tookOver }),
  });
  const claimed = claimedInVain(host, sweep, before);
  for (const { run, attempt } of claimed) {
    const text = `no exit record: whoever claimed ${runFileNames.log(attempt)} ended before it started anything`;
    events.append({ event: 'ended', time: host.clock.now(), run, attempt, kind: 'lost', text });
  }
  const owed = resumes ? retriesOwed(sweep, before) : [];
  for (const { run, attempt } of owed) {
    events.append({ event: 'again', time: host.clock.now(), run, attempt });
  }
  const isNews = claimed.length > 0 || tookOver.length > 0 || owed.length > 0;
  if (isNews) events.flush();
  const status = isNews ? sweep.status() : before;
  const { attempts: living, idleWorkers } = findLeftBehind(host, status, find());
  for (const { pid } of idleWorkers) killTree(host, pid);
  return { launcher, events, status, living, find };
}

/** Attempts that failed while nobody launched, and that are to be tried again. */
export const retriesOwed = (
  { record: { options } }: Sweep,
  { recorded }: SweepStatus,
): readonly { readonly run: number; readonly attempt: number }[] =>
  options.retries === 0
    ? []
    : [...recorded.values()]
        .filter((status) => isRetryOwed(status, options))
        .map(({ index, attempt }) => ({ run: index, attempt }));

/** Launchers that nobody here can ask, and that did not leave. */
export const launchersElsewhere = (host: Host, { launchers }: SweepStatus): readonly string[] =>
  [...launchers.values()]
    .filter((launcher) => livenessOf(host, launcher) === 'unknown')
    .map(({ id }) => id);

/**
 * Attempts of which the log exists, so that nobody can start them, while nothing is recorded of a start. A worker claims
 * first and records then: one that was killed between started nothing.
 */
function claimedInVain(
  host: Host,
  sweep: Sweep,
  { recorded }: SweepStatus,
): readonly { readonly run: number; readonly attempt: number }[] {
  const waiting = new Map<number, number>();
  for (const { index, state, attempt } of recorded.values()) {
    if (state === 'planned') waiting.set(index, attempt + 1);
  }
  const experiments = findExperiments(host, sweep.home, new Set(waiting.keys()));
  return [...waiting].flatMap(([run, attempt]) => {
    const log = `${experiments.get(run)?.directory}/${runFileNames.log(attempt)}`;
    return host.files.exists(`${sweep.home}/${log}`) ? [{ run, attempt }] : [];
  });
}
