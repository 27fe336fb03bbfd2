import type { SweepEvent } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import { leftovers } from '../local/leftovers.ts';
import { livenessOf } from '../processes/liveness.ts';
import { markedProcessSearch } from '../processes/marked-processes.ts';
import { lockHolder, takeLock } from '../sweep-home/lock.ts';
import type { Sweep } from '../sweep-home/open-sweep.ts';
import { writeWish } from '../wishes/write-wish.ts';

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
  writeWish(host, sweep, { event: 'cancel', runs });
  if (lives !== 'unknown') return { by: 'launcher' };
  const text = `its launcher is on ${holder?.host}: it will stop them if it still lives`;
  return { by: 'launcher', text };
}

/** The launcher is gone: its workers may still be at their last run, or the runs alone live on. */
async function endHere(host: Host, sweep: Sweep, runs: 'all' | readonly number[]): Promise<void> {
  const isMeant = (run: number): boolean => runs === 'all' || runs.includes(run);
  const search = markedProcessSearch(host, sweep.record.id, sweep.home);
  const find = () => search().filter((process) => isMeant(process.run));
  const status = sweep.status();
  const stops: SweepEvent[] = [];
  for (const [run, attempt] of new Map(find().map((it) => [it.run, it.attempt]))) {
    // What lives of an attempt that has ended is not why it ended.
    const known = status.of(run).attempts.find((it) => it.attempt === attempt);
    if (known?.endedAt !== undefined) continue;
    const time = host.clock.now();
    stops.push({ event: 'stop', time, run, attempt, cause: 'cancelled' });
  }
  writeWish(host, sweep, { event: 'cancel', runs }, stops);
  const { grace } = sweep.record.options;
  await new Promise<void>((resolve) => {
    leftovers(host, { find, isRunning: () => false, grace }).finish(resolve);
  });
}
