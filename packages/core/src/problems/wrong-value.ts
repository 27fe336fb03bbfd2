import { isDouble } from '../values/value.ts';
import type { Problem } from './problem.ts';

const longestQuoted = 60;

/** A value as messages name it: text in quotes and not too long, a list or a map by that word. */
export const gotText = (value: unknown): string => {
  if (typeof value === 'string') {
    return JSON.stringify(
      value.length > longestQuoted ? `${value.slice(0, longestQuoted)}…` : value,
    );
  }
  if (isDouble(value)) return `${value.value}.0`;
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object' && value !== null) return 'a map';
  return String(value);
};

/** The problem that `expected` (such as `a size such as 16G`) was wanted and `value` was found. */
export const wrongValue = (
  path: string,
  expected: string,
  value: unknown,
  details: readonly string[] = [],
): Problem => ({
  kind: 'value',
  path,
  message: `expected ${expected}, got ${gotText(value)}`,
  ...(details.length > 0 && { details }),
});
