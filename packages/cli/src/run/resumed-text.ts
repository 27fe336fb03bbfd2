import { indexesText, type StateCounts } from '@mrunner/core';
import type { ResumableRuns } from './resumable-runs.ts';

/** What `mrun resume` found, in parts of a line: `7 of 12 done`, `2 still running: #3, #4`, `3 to start`. */
export const resumedParts = (
  { planned, running, lost, promised }: ResumableRuns,
  { succeeded, failed, cancelled }: StateCounts,
  total: number,
): readonly string[] => [
  `${succeeded + failed - promised.length} of ${total} done`,
  ...(cancelled === 0 ? [] : [`${cancelled} cancelled`]),
  ...part(running, 'still running'),
  ...part(lost, 'lost, started again'),
  ...part(promised, 'failed, tried again'),
  ...(planned === 0 ? [] : [`${planned} to start`]),
];

const part = (runs: readonly number[], what: string): readonly string[] =>
  runs.length === 0 ? [] : [`${runs.length} ${what}: ${indexesText(runs)}`];

/** Which runs a person must decide about, and what to type; undefined when there is none. */
export const askingText = (
  { asking }: ResumableRuns,
  runWord: (index: number) => string,
): string | undefined => {
  const [first] = asking;
  if (first === undefined) return undefined;
  const one = asking.length === 1;
  const how = one ? `mrun retry ${runWord(first)}` : "mrun retry --where 'state=unknown'";
  return `${asking.length} lost ${one ? 'run waits' : 'runs wait'} for you (cancelled, lost twice, or on_lost: ask): ${indexesText(asking)}; start again: ${how}`;
};
