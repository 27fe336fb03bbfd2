import { canBeTriedAgain, type RunStatus } from './run-state.ts';
import type { SweepOptions } from './sweep-record.ts';

/** The attempt that a first launch starts: only what was never started. Null: none. */
export const firstAttempt = (status: RunStatus): number | null =>
  status.state === 'planned' ? status.attempt + 1 : null;

/** The attempt that somebody asked for with `retry`, when it is still to be started. */
export const wantedAttempt = (status: RunStatus): number | null =>
  status.wanted === true ? firstAttempt(status) : null;

/**
 * The attempt that `resume` starts next: of runs that never started, of those that a launcher promised another attempt,
 * and of lost ones unless a person is to be asked (`onLost: 'ask'`, lost twice in a row, or cancelled). That nothing of a lost one
 * lives any more must be proven besides.
 */
export function resumeAttempt(
  status: RunStatus,
  { onLost }: { readonly onLost: 'rerun' | 'ask' },
): number | null {
  if (status.state === 'planned') return status.attempt + 1;
  if (status.unwanted === true) return null;
  if (status.attempts.at(-1)?.again === true && isOver(status)) return status.attempt + 1;
  if (status.state !== 'unknown' || onLost === 'ask') return null;
  const before = status.attempts.at(-2);
  return before?.state === 'unknown' ? null : status.attempt + 1;
}

/** The attempt that `retry` starts next: of failed runs, and unless `failedOnly` of cancelled and lost ones too. */
export function retryAttempt(
  status: RunStatus,
  { failedOnly }: { readonly failedOnly: boolean },
): number | null {
  const isTaken = failedOnly ? status.state === 'failed' : canBeTriedAgain(status.state);
  return isTaken ? status.attempt + 1 : null;
}

const isOver = ({ state }: RunStatus): boolean => state === 'failed' || state === 'unknown';

/**
 * How many attempts in a row were made because a launcher tries again by itself (`--retries`). Those that a cluster ended
 * for reasons of its own are not counted.
 */
export function triesSoFar({ attempts }: Pick<RunStatus, 'attempts'>): number {
  const first = attempts.findLastIndex(({ again }) => again !== true);
  return attempts.slice(first + 1).filter((attempt) => !isFree(attempt)).length;
}

/** Preempted, or on a machine that failed: no fault of the run's, so it costs no retry. */
const isFree = ({ reason }: Pick<RunStatus, 'reason'>): boolean =>
  reason?.kind === 'preempted' || reason?.kind === 'node';

/**
 * Whether `--retries` wants another attempt of a run that failed, and no launcher was there to say so: the worker recorded
 * that end after its launcher had gone.
 */
export const isRetryOwed = (
  status: RunStatus,
  { retries, retryOn }: Pick<SweepOptions, 'retries' | 'retryOn'>,
): boolean =>
  status.state === 'failed' &&
  status.unwanted !== true &&
  status.attempts.at(-1)?.again !== true &&
  retries > 0 &&
  (isFree(status) || triesSoFar({ attempts: status.attempts.slice(0, -1) }) < retries) &&
  status.reason !== null &&
  retryOn.includes(status.reason.kind);
