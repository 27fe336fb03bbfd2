import type { Position } from '../problems/problem.ts';

/** A piece of a text: from `start` up to `end`, in UTF-16 units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Makes positions in one text; the excerpt is the line before and the offending one. */
export const positionsIn = (text: string, file: string): ((span: Span) => Position) => {
  const lines = text.split(/\r\n|\n|\r/);
  const starts = lineStarts(text);
  return ({ start, end }) => {
    const index = Math.max(
      0,
      starts.findLastIndex((lineStart) => lineStart <= start),
    );
    const column = start - (starts[index] ?? 0);
    const restOfLine = Math.max(1, (lines[index]?.length ?? 0) - column);
    return {
      file,
      line: index + 1,
      column: column + 1,
      length: Math.min(Math.max(1, end - start), restOfLine),
      excerpt: lines.slice(Math.max(0, index - 1), index + 1),
    };
  };
};

const lineStarts = (text: string): number[] => [
  0,
  ...Array.from(text.matchAll(/\r\n|\n|\r/g), (end) => end.index + end[0].length),
];
