import type { Position } from '../problems/problem.ts';

/** The place of `length` characters at `offset` of a text, with the line before it and its own to show. */
export const positionAt = (
  text: string,
  file: string,
  offset: number,
  length: number,
): Position => {
  const before = text.slice(0, offset).split(LINE_END);
  const line = before.length;
  const column = (before.at(-1)?.length ?? 0) + 1;
  const lines = text.split(LINE_END).slice(Math.max(0, line - 2), line);
  const restOfLine = (lines.at(-1)?.length ?? 0) - column + 1;
  return { file, line, column, length: Math.max(1, Math.min(length, restOfLine)), excerpt: lines };
};

const LINE_END = /\r\n|\n|\r/;
