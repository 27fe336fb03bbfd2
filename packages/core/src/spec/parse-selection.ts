import { fail, ok, type Result } from '../problems/problem.ts';
import type { IndexRange } from '../sweep/sweep-record.ts';

/**
 * Reads run indexes as people type them.
 *
 * @example parseIndexes('0-3,7', '--only') // [[0, 3], [7, 7]]
 */
export const parseIndexes = (text: string, path: string): Result<IndexRange[]> => {
  const ranges: IndexRange[] = [];
  for (const part of text.split(',').map((piece) => piece.trim())) {
    const match = /^(\d{1,15})(?:-(\d{1,15}))?$/.exec(part);
    const first = Number(match?.[1]);
    const last = Number(match?.[2] ?? match?.[1]);
    if (match === null || last < first) {
      return fail({
        kind: 'value',
        path,
        message: `expected indexes such as 0-3,7, got ${JSON.stringify(text)}`,
      });
    }
    ranges.push([first, last]);
  }
  return ok(ranges);
};

/** Ranges in order, those that touch made one. */
export const mergeRanges = (ranges: readonly IndexRange[]): IndexRange[] => {
  const merged: [number, number][] = [];
  for (const [first, last] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const before = merged.at(-1);
    if (before !== undefined && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else merged.push([first, last]);
  }
  return merged;
};
