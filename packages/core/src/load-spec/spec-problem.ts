import type { Problem } from '../problems/problem.ts';

/** A problem of a spec as a whole. */
export const specProblem = (message: string, details?: readonly string[]): Problem => ({
  kind: 'spec',
  path: '',
  message,
  ...(details !== undefined && { details }),
});
