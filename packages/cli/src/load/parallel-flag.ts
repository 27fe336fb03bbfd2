import { fail, ok, type Result } from '@mrunner/core';

/** Reads `--parallel`: how many runs at a time. */
export const readParallel = (text: string): Result<number | 'auto'> => {
  if (text === 'auto') return ok(text);
  const count = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (count > 0) return ok(count);
  const message = `expected a whole number above 0 or auto, got ${text}`;
  return fail({ kind: 'value', path: '--parallel', message });
};

/** How many runs at a time, in words. */
export const parallelText = (parallel: number | 'auto'): string =>
  parallel === 'auto' ? 'as many at a time as it can' : `${parallel} at a time`;
