import { isRetryOwed, type RunStatus, resumeAttempt } from '@mrunner/core';
import { isCluster, type Sweep, type SweepStatus } from '@mrunner/dispatcher';

/** The runs of a sweep by what `mrun resume` does with them; those that have ended for good are left out. */
export interface ResumableRuns {
  /** How many were never started, or are wanted again. */
  readonly planned: number;
  /** By index: those that are on, and are waited for. */
  readonly running: readonly number[];
  /** Lost ones that are started again. */
  readonly lost: readonly number[];
  /** Failed ones of which another attempt was promised (`--retries`). */
  readonly promised: readonly number[];
  /** Lost ones that a person must decide about. */
  readonly asking: readonly number[];
}

/** Whether `mrun resume` has something to do: nobody launches the sweep, and not all of it has ended for good. */
export const isResumable = (sweep: Sweep, status: SweepStatus): boolean =>
  (status.launcher === 'none' || status.launcher === 'gone') &&
  (mayGoOn(sweep, status) || (mayBeTriedAgain(status) && hasWork(resumableRuns(sweep, status))));

/** What a scheduler has goes on without anybody. */
const mayGoOn = (
  sweep: Sweep,
  { counts: { planned, pending, running }, batches }: SweepStatus,
): boolean =>
  isCluster(sweep)
    ? planned > 0 || [...batches.values()].some(({ isUnresolved }) => isUnresolved)
    : planned + pending + running > 0;

/** Only then it is worth the time to look at each run. */
const mayBeTriedAgain = ({ counts: { failed, unknown } }: SweepStatus): boolean =>
  failed + unknown > 0;

/** Whether there are runs that are not over. */
export const hasWork = ({ planned, running, lost, promised }: ResumableRuns): boolean =>
  planned + running.length + lost.length + promised.length > 0;

/** Looks through a sweep for what is still to be done. */
export const resumableRuns = (sweep: Sweep, { recorded, counts }: SweepStatus): ResumableRuns => {
  const { record, experimentsAt } = sweep;
  const of = (states: readonly RunStatus['state'][]): readonly RunStatus[] =>
    [...recorded.values()].filter(({ state }) => states.includes(state));
  const lost = of(['unknown']);
  const known = experimentsAt(new Set(lost.map(({ index }) => index)));
  const onLost = new Map(record.contexts.map((context) => [context.name, context.onLost]));
  const isAgain = (status: RunStatus): boolean => {
    const context = known.get(status.index)?.context ?? '';
    return resumeAttempt(status, { onLost: onLost.get(context) ?? 'ask' }) !== null;
  };
  const indexesOf = (runs: readonly RunStatus[]): readonly number[] =>
    runs.map(({ index }) => index).sort((a, b) => a - b);
  return {
    planned: counts.planned,
    // A scheduler is not waited for.
    running: isCluster(sweep) ? [] : indexesOf(of(['running', 'pending'])),
    lost: indexesOf(lost.filter(isAgain)),
    promised: indexesOf(
      of(['failed']).filter((status) => isAgain(status) || isRetryOwed(status, record.options)),
    ),
    asking: indexesOf(lost.filter((status) => !isAgain(status))),
  };
};
