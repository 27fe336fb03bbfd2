import { type IndexRange, parseIndexes } from '@mrunner/core';

/** What one word of the command line means: a sweep, runs of one, or both. */
export interface RunSelector {
  /** An id, a part of one, or a directory; absent: the newest sweep of the project. */
  readonly sweep?: string;
  /** Absent: all runs of the sweep. */
  readonly runs?: readonly IndexRange[];
}

/**
 * Reads `3`, `3-7,9`, `otter/3-7`, `otter` or a directory. Digits and ranges are always run indexes.
 *
 * @example readRunSelector('otter/3-7') // { sweep: 'otter', runs: [[3, 7]] }
 */
export const readRunSelector = (word: string): RunSelector => {
  const direct = rangesOf(word);
  if (direct !== undefined) return { runs: direct };
  const slash = word.lastIndexOf('/');
  const runs = slash > 0 ? rangesOf(word.slice(slash + 1)) : undefined;
  return runs === undefined ? { sweep: word } : { sweep: word.slice(0, slash), runs };
};

const rangesOf = (text: string): IndexRange[] | undefined => {
  const ranges = parseIndexes(text.replace(/^#/, ''), 'runs');
  return ranges.ok ? ranges.value : undefined;
};

/** Whether an index is in one of the ranges. */
export const isWithin = (ranges: readonly IndexRange[], index: number): boolean =>
  ranges.some(([first, last]) => first <= index && index <= last);
