import type { StateCounts } from '@mrunner/core';
import type { Colours } from '../output/colours.ts';
import { durationText } from '../output/durations.ts';
import { progressBar, timeLeft } from '../output/progress-bar.ts';

/** How far a launch has come. */
export interface Progress {
  readonly counts: StateCounts;
  readonly total: number;
  /** How many runs had ended before it began: they say nothing of how long others take. */
  readonly before: number;
  /** Milliseconds since it began. */
  readonly elapsed: number;
}

/** How many runs have ended, in whatever way. */
export const endedCount = ({ succeeded, failed, cancelled, unknown }: StateCounts): number =>
  succeeded + failed + cancelled + unknown;

/** How far it is, in a line: a bar, the counts, and how long the rest takes. */
export const progressLine = (
  { counts, total, before, elapsed }: Progress,
  columns: number,
  colours: Colours,
): string => {
  const { failed, unknown, running, pending } = counts;
  const done = endedCount(counts);
  const left = timeLeft(done - before, total - before, elapsed);
  const words = [
    `${done}/${total}`,
    ...(running + pending > 0 ? [`${running + pending} running`] : []),
    ...(failed > 0 ? [colours.red(`${failed} failed`)] : []),
    ...(unknown > 0 ? [colours.yellow(`${unknown} unknown`)] : []),
    ...(left === undefined ? [] : [`${durationText(left)} left`]),
  ].join('   ');
  const width = Math.max(8, Math.min(38, columns - 46));
  return ` ${progressBar(done / Math.max(total, 1), width, colours)}  ${words}`;
};
