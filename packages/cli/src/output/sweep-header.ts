import type { SweepRecord } from '@mrunner/core';
import type { SweepStatus } from '@mrunner/dispatcher';
import type { Colours } from './colours.ts';
import { clockText, durationText } from './durations.ts';

/** What a command is about, for its first line: `20261122-1607-brave-otter`, `penguins`, `mlp`, `local`. */
export const sweepParts = (record: SweepRecord, { bold }: Colours): readonly string[] => [
  bold(record.id),
  record.project,
  record.name,
  ...record.contexts.map(({ name }) => name),
];

/** When a sweep was started and how long it took: `started 16:07, 0:21 ago`. */
export const sweepTimes = (
  record: SweepRecord,
  { startedAt, endedAt, launcher, counts }: SweepStatus,
  now: number,
): string => {
  if (startedAt === undefined)
    return `recorded ${momentText(record.createdAt, now)}, never started`;
  const started = `started ${momentText(startedAt, now)}`;
  // Runs go on without their launcher.
  const isAtWork =
    launcher === 'alive' || launcher === 'elsewhere' || counts.running + counts.pending > 0;
  const isOver = !isAtWork && endedAt !== undefined;
  return isOver
    ? `${started}, took ${durationText(endedAt - startedAt)}`
    : `${started}, ${durationText(now - startedAt)} ago`;
};

const day = 24 * 60 * 60 * 1000;

/** A moment: the time of day, with the date unless it is of the last hours. */
export const momentText = (time: number, now: number): string => {
  const clock = clockText(time);
  return now - time < day / 2 ? clock : `${dateText(time)} ${clock}`;
};

const dateText = (time: number): string => {
  const date = new Date(time);
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('-');
};

/** How long ago, in one unit: `40 s`, `12 min`, `5 h`, `3 days`. */
export const ageText = (milliseconds: number): string => {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  const hours = Math.floor(seconds / 3600);
  if (hours < 48) return `${hours} h`;
  return `${Math.floor(hours / 24)} days`;
};
