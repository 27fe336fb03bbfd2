import type { SweepStatus } from '@mrunner/dispatcher';

/** What is to be said of who starts the runs, when it is not simply at work or done. */
export const launcherText = ({
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
