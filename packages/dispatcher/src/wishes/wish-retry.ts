import { type RunStatus, retryAttempt, type WantedAttempt, type WantedRun } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import { markedProcessSearch } from '../processes/marked-processes.ts';
import type { Sweep } from '../sweep-home/open-sweep.ts';
import { siblingsOf } from './composite-siblings.ts';
import { writeWish } from './write-wish.ts';

/** Which runs are to be tried again, and how. */
export interface RetryWish extends WantedAttempt {
  /** Indexes; those that have no use for another attempt are left out. */
  readonly runs: readonly number[];
  /** Only failed ones: neither cancelled nor lost ones. */
  readonly failedOnly: boolean;
}

/** What came of a wish to try again. */
export interface RetryOutcome {
  /** The attempts that are to be started; none: nothing was written down. */
  readonly wanted: readonly WantedRun[];
  /** Runs that were asked for and are left as they are: their state allows no other attempt, or something of them lives. */
  readonly leftOut: readonly { readonly status: RunStatus; readonly lives: boolean }[];
}

/**
 * The attempts that a wish to try again would lead to. A success is never repeated, and a lost run only when nothing of it
 * lives. Members of a composite start together: one that is taken brings along those of the others that can be taken.
 */
export function planRetry(
  host: Host,
  sweep: Sweep,
  { runs, failedOnly }: Pick<RetryWish, 'runs' | 'failedOnly'>,
): RetryOutcome {
  const status = sweep.status();
  const living = new Set(
    markedProcessSearch(host, sweep.record.id, sweep.home)().map(({ run }) => run),
  );
  // What an attempt that is known to have ended left behind is ended before the next one starts.
  const mayGoOn = (index: number): boolean =>
    living.has(index) && status.of(index).state === 'unknown';
  const attemptOf = (index: number, failed: boolean): number | null =>
    mayGoOn(index) ? null : retryAttempt(status.of(index), { failedOnly: failed });
  const taken = runs.filter((index) => attemptOf(index, failedOnly) !== null);
  const siblings = siblingsOf(host, sweep, status, taken).filter(
    (index) => attemptOf(index, false) !== null,
  );
  const indexes = [...new Set([...taken, ...siblings])].sort((a, b) => a - b);
  const leftOut = runs.filter((index) => !indexes.includes(index));
  return {
    wanted: indexes.map((run) => ({ run, attempt: status.of(run).attempt + 1 })),
    leftOut: leftOut.map((run) => ({ status: status.of(run), lives: mayGoOn(run) })),
  };
}

/**
 * Asks for another attempt of runs. A launcher at work starts them when there is room; else the next launch that takes
 * `wanted` or `resume` does.
 */
export function wishRetry(host: Host, sweep: Sweep, wish: RetryWish): RetryOutcome {
  const outcome = planRetry(host, sweep, wish);
  const { resources, code } = wish;
  if (outcome.wanted.length > 0) {
    writeWish(host, sweep, {
      event: 'retry',
      runs: outcome.wanted,
      ...(resources !== undefined && { resources }),
      ...(code !== undefined && { code }),
    });
  }
  return outcome;
}
