import { indexesText } from '@mrunner/core';
import { isCluster, type Sweep, type SweepStatus, type WaitText } from '@mrunner/dispatcher';
import { resumableRuns } from '../run/resumable-runs.ts';

const mostReasons = 3;

/** Why runs wait that a scheduler has, the most frequent reasons first; those that will never start stand alone, with what to do. */
export const waitingLines = (sweep: Sweep, status: SweepStatus): readonly string[] => {
  if (!isCluster(sweep)) return [];
  return [...reasonLines(status), ...againLines(sweep, status)];
};

const reasonLines = ({ recorded, scheduler }: SweepStatus): readonly string[] => {
  if (scheduler === undefined) return [];
  const groups = new Map<string, { wait: WaitText; indexes: number[] }>();
  for (const run of recorded.values()) {
    const wait = run.state === 'pending' ? scheduler.of(run) : undefined;
    if (wait === undefined) continue;
    const known = groups.get(wait.text);
    if (known === undefined) groups.set(wait.text, { wait, indexes: [run.index] });
    else known.indexes.push(run.index);
  }
  const sorted = [...groups.values()].sort((a, b) => b.indexes.length - a.indexes.length);
  const waiting = sorted.filter(({ wait }) => !wait.never);
  const texts = waiting
    .slice(0, mostReasons)
    .map(({ wait, indexes }) => `${indexes.length} × ${wait.text}`);
  return [
    ...(texts.length === 0 ? [] : [`waiting    ${texts.join(' · ')}`]),
    ...sorted.filter(({ wait }) => wait.never).map(neverLine),
  ];
};

const neverLine = ({
  wait: { text, advice },
  indexes,
}: {
  readonly wait: WaitText;
  readonly indexes: readonly number[];
}): string => {
  const which = indexesText(indexes);
  return `never starts by itself: ${which}: ${text}${advice === undefined ? '' : `. What helps: ${advice}`}`;
};

/** Failed runs that are to be tried again, and that the scheduler does not start by itself. */
const againLines = (sweep: Sweep, status: SweepStatus): readonly string[] => {
  if (status.counts.failed === 0) return [];
  const { promised } = resumableRuns(sweep, status);
  if (promised.length === 0) return [];
  const which = indexesText(promised);
  return [`tried again by the next mrun resume: ${which}`];
};
