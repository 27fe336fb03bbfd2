import { hasEnded, type RunStatus } from '@mrunner/core';
import type { SweepStatus } from '@mrunner/dispatcher';

/** What is known when somebody follows a run. */
export interface Outlook {
  readonly status: SweepStatus;
  /** When the sweep was recorded, in milliseconds since the epoch. */
  readonly createdAt: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Whether an attempt goes on, or may still be started. */
export const isOpen = (outlook: Outlook, index: number, attempt: number): boolean => {
  const run = outlook.status.of(index);
  const own = run.attempts.find((it) => it.attempt === attempt);
  if (own !== undefined) return !hasEnded(own.state);
  if (run.attempt === attempt) return !hasEnded(run.state) && isExpected(outlook, run);
  return run.attempt < attempt && isExpected(outlook, run);
};

/** The attempt that follows one which is over; undefined when nobody is going to start another. */
export const attemptAfter = (
  outlook: Outlook,
  index: number,
  attempt: number,
): number | undefined => {
  const run = outlook.status.of(index);
  const later = run.attempts.map((it) => it.attempt).filter((number) => number > attempt);
  if (later.length > 0) return Math.min(...later);
  if (run.attempt > attempt) return isExpected(outlook, run) ? run.attempt : undefined;
  return run.state === 'planned' && isExpected(outlook, run) ? attempt + 1 : undefined;
};

/** Milliseconds in which a launcher that takes over is at work. */
const handOver = 10_000;

/** Whether somebody is there, or about to be, to start a run that has not started. */
const isExpected = ({ status, createdAt, now }: Outlook, { state }: RunStatus): boolean => {
  if (state === 'running') return true;
  if (hasEnded(state)) return false;
  const { launcher, left, startedAt, batches } = status;
  // A scheduler starts what it has without anybody.
  if (state === 'pending' && batches.size > 0) return true;
  if (launcher === 'alive' || launcher === 'elsewhere') return true;
  if (left?.why === 'detached') return now - left.time < handOver;
  return launcher === 'none' && startedAt === undefined && now - createdAt < handOver;
};
