import { type SweepEvent, sweepFileNames } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import { leftovers } from '../local/leftovers.ts';
import { livenessOf } from '../processes/liveness.ts';
import { markedProcessSearch } from '../processes/marked-processes.ts';
import { createEventLog, type EventLog } from '../sweep-home/event-log.ts';
import { lockHolder, takeLock } from '../sweep-home/lock.ts';
import type { Sweep } from '../sweep-home/open-sweep.ts';

/** Who carries out a wish to cancel. */
export interface CancelOutcome {
  /** `launcher`: a launcher is at work and was told. `here`: there was none, and it is done. */
  readonly by: 'launcher' | 'here';
  /** What a person should know. */
  readonly text?: string;
}

/**
 * Cancels runs: what runs is stopped, what has not started never will be, unless somebody retries it. A launcher that is
 * at work does it; without one, what is left of the runs is ended here.
 */
export async function cancelRuns(
  host: Host,
  sweep: Sweep,
  runs: 'all' | readonly number[],
): Promise<CancelOutcome> {
  const holder = lockHolder(host, sweep.home);
  const lives = holder === undefined ? 'gone' : livenessOf(host, holder);
  if (lives === 'gone') {
    const lock = takeLock(host, sweep.home);
    if (lock.ok) {
      await endHere(host, sweep, runs);
      lock.value.release();
      return { by: 'here' };
    }
  }
  const events = openCancelLog(host, sweep);
  tell(host, events, runs);
  events.close();
  if (lives !== 'unknown') return { by: 'launcher' };
  const text = `its launcher is on ${holder?.host}: it will stop them if it still lives`;
  return { by: 'launcher', text };
}

const openCancelLog = (host: Host, sweep: Sweep): EventLog => {
  const unique = `${host.clock.now().toString(36)}-${host.machine.pid.toString(36)}`;
  return createEventLog(host, `${sweep.home}/${sweepFileNames.cancelEvents(unique)}`);
};

function tell(host: Host, events: EventLog, runs: 'all' | readonly number[]): void {
  const { user, host: name } = host.machine;
  events.append({ event: 'cancel', time: host.clock.now(), runs, by: `${user}@${name}` });
  events.sync();
}

/** The launcher is gone: its workers may still be at their last run, or the runs alone live on. */
async function endHere(host: Host, sweep: Sweep, runs: 'all' | readonly number[]): Promise<void> {
  const isMeant = (run: number): boolean => runs === 'all' || runs.includes(run);
  const search = markedProcessSearch(host, sweep.record.id);
  const find = () => search().filter((process) => isMeant(process.run));
  const events = openCancelLog(host, sweep);
  const status = sweep.status();
  for (const [run, attempt] of new Map(find().map((it) => [it.run, it.attempt]))) {
    // What lives of an attempt that has ended is not why it ended.
    const known = status.of(run).attempts.find((it) => it.attempt === attempt);
    if (known?.endedAt !== undefined) continue;
    const time = host.clock.now();
    const stop: SweepEvent = { event: 'stop', time, run, attempt, cause: 'cancelled' };
    events.append(stop);
  }
  tell(host, events, runs);
  const { grace } = sweep.record.options;
  await new Promise<void>((resolve) => {
    leftovers(host, { find, isRunning: () => false, grace }).finish(resolve);
  });
  events.close();
}
