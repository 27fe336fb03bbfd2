import { stripVTControlCharacters } from 'node:util';
import { failureTextOf } from '@mrunner/core';

const before = 4;
const after = 3;

/**
 * The lines at a log's end that say why a program failed: the error with where it happened, else simply the last ones.
 * Without colours and empty lines.
 */
export const tellingLines = (logTail: string): readonly string[] => {
  const lines = stripVTControlCharacters(logTail)
    .split(/\r?\n|\r/)
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
  const failure = failureTextOf(logTail)?.replace(/…$/, '');
  const at =
    failure === undefined ? -1 : lines.findLastIndex((line) => line.trim().startsWith(failure));
  if (at < 0) return lines.slice(-before);
  const stack = lines.slice(at + 1, at + 1 + after).filter((line) => /^\s/.test(line));
  // Node says where below the error, Python above it.
  if (stack.length > 0) return [lines[at] ?? '', ...stack];
  const [first = at] = [...lines.keys()]
    .filter((i) => i < at && /^Traceback /.test(lines[i] ?? ''))
    .slice(-1);
  return lines.slice(first === at ? at : Math.max(first + 1, at - before), at + 1);
};
