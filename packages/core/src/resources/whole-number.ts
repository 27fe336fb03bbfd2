import { fail, ok, type Result } from '../problems/problem.ts';
import { wrongValue } from '../problems/wrong-value.ts';
import { bareNumberOf } from './number-of.ts';

/** A whole number of at least `least`, also given as text (`"4"`). */
export const parseWholeNumber = (input: unknown, path: string, least: 0 | 1): Result<number> => {
  const number = bareNumberOf(input);
  if (number !== undefined && Number.isSafeInteger(number) && number >= least) return ok(number);
  const expected = least === 0 ? 'a whole number, 0 or more' : 'a whole number above 0';
  return fail(wrongValue(path, expected, input));
};
