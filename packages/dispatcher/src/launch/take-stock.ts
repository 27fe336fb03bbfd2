import { runFileNames, type SweepEvent } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import { killTree } from '../processes/kill-tree.ts';
import { type MarkedProcess, markedProcessSearch } from '../processes/marked-processes.ts';
import type { Sweep } from '../sweep-home/open-sweep.ts';
import { findExperiments } from '../sweep-home/read-experiments.ts';
import type { SweepStatus } from '../sweep-home/sweep-status.ts';
import { type EnteredSweep, type Entrance, enterSweep } from './enter-sweep.ts';
import { findLeftBehind, type LivingAttempt } from './left-behind.ts';

/** What a launcher finds when it takes a sweep. */
export interface Stock extends EnteredSweep {
  /** Attempts that go on, started by earlier launchers. */
  readonly living: readonly LivingAttempt[];
  readonly find: () => readonly MarkedProcess[];
}

/**
 * Enters the launcher that holds the lock into the sweep, and finds out what earlier ones left: which attempts go on, which
 * were claimed and never started, which failed without anybody to try them again. What they left of set-ups is ended.
 */
export function takeStock(host: Host, sweep: Sweep, how: Omit<Entrance, 'endsOf'>): Stock {
  const find = markedProcessSearch(host, sweep.record.id, sweep.home);
  const endsOf = (before: SweepStatus) => claimedInVain(host, sweep, before);
  const entered = enterSweep(host, sweep, { ...how, endsOf });
  const { attempts: living, idleWorkers } = findLeftBehind(host, entered.status, find());
  for (const { pid } of idleWorkers) killTree(host, pid);
  return { ...entered, living, find };
}

/**
 * The ends of attempts of which the log exists, so that nobody can start them, while nothing is recorded of a start. A worker claims
 * first and records then: one that was killed between started nothing.
 */
function claimedInVain(host: Host, sweep: Sweep, { recorded }: SweepStatus): readonly SweepEvent[] {
  const waiting = new Map<number, number>();
  for (const { index, state, attempt } of recorded.values()) {
    if (state === 'planned') waiting.set(index, attempt + 1);
  }
  const experiments = findExperiments(host, sweep.home, new Set(waiting.keys()));
  return [...waiting].flatMap(([run, attempt]): readonly SweepEvent[] => {
    const log = runFileNames.log(attempt);
    if (!host.files.exists(`${sweep.home}/${experiments.get(run)?.directory}/${log}`)) return [];
    const text = `no exit record: whoever claimed ${log} ended before it started anything`;
    return [{ event: 'ended', time: host.clock.now(), run, attempt, kind: 'lost', text }];
  });
}
