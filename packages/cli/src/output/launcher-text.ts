import type { SweepStatus } from '@mrunner/dispatcher';

/**
 * What is to be said of who starts the runs, when it is not simply at work or done.
 *
 * @param maxFailures of the sweep's options, when it has them
 */
export const launcherText = (status: SweepStatus, maxFailures?: number): string | undefined =>
  status.batches.size > 0 ? submitterText(status, maxFailures) : localLauncherText(status);

/** Without a launcher a scheduler goes on with what it has. */
const submitterText = (
  { launcher, counts, batches, recorded }: SweepStatus,
  maxFailures = Number.POSITIVE_INFINITY,
): string | undefined => {
  const unresolved = [...batches.values()].filter(({ isUnresolved }) => isUnresolved);
  if (launcher === 'alive') return undefined;
  if (unresolved.length > 0) {
    return `whether the scheduler has ${unresolved.map(({ token }) => token).join(', ')} is not known: mrun resume finds out`;
  }
  if (counts.planned === 0) return undefined;
  if (counts.failed >= maxFailures) {
    return `${runsText(counts.planned)} not started after ${failuresText(counts.failed)} (--max-failures ${maxFailures}): mrun resume does`;
  }
  const given = [...recorded.values()].filter(
    ({ state, attempts }) => state === 'planned' && attempts.length > 0,
  );
  if (given.length === counts.planned) {
    return `${runsText(counts.planned)} given to the scheduler, and not started: mrun resume submits again`;
  }
  return `${runsText(counts.planned)} not given to the scheduler: mrun resume does`;
};

const localLauncherText = ({
  launcher,
  left,
  counts,
  startedAt,
}: SweepStatus): string | undefined => {
  const planned = counts.planned + counts.pending;
  const never = planned === 0 ? '' : `; ${runsText(planned)} never started`;
  if (startedAt === undefined) return 'nothing of it was started';
  if (launcher === 'gone') return `the launcher is gone${never}`;
  if (launcher === 'elsewhere')
    return "the launcher is on another host: whether it lives can't be told from here";
  if (launcher === 'alive') return undefined;
  if (left?.why === 'error')
    return `the launcher gave up: ${left.text ?? 'it said no more'}${never}`;
  if (left?.why === 'interrupted') return `it was interrupted${never}`;
  if (left?.why === 'paused') return `it is paused${never}`;
  if (left?.why === 'detached') return `it was left to the background, and nobody went on${never}`;
  return planned === 0 ? undefined : `it has ended${never}`;
};

const runsText = (count: number): string => (count === 1 ? '1 run was' : `${count} runs were`);
const failuresText = (count: number): string => (count === 1 ? '1 failure' : `${count} failures`);
