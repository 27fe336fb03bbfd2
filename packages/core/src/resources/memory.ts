import { fail, ok, type Result } from '../problems/problem.ts';
import { wrongValue } from '../problems/wrong-value.ts';
import { bareNumberOf } from './number-of.ts';

/** Whether a number without a unit is taken (in contexts and flags) or a problem (in specs). */
export type BareNumbers = 'allowed' | 'problem';

const mebibytesIn: { readonly [unit: string]: number } = {
  K: 1 / 1024,
  M: 1,
  G: 1024,
  T: 1024 ** 2,
  P: 1024 ** 3,
};

const sizePattern = /^(\d+(?:\.\d+)?)\s*([KMGTP])(?:iB?|B)?$/i;
const expected = 'a size such as 16G or 512M';

/**
 * A size of memory in mebibytes, rounded up. Units are powers of 1024 however they are spelt, as Slurm counts:
 * `16G`, `16Gi`, `16GB` and `16GiB` are all 16384. A number without a unit is mebibytes where it is allowed.
 */
export const parseMemory = (
  input: unknown,
  path: string,
  bareNumbers: BareNumbers,
): Result<number> => {
  const bare = bareNumberOf(input);
  if (bare !== undefined && bareNumbers === 'problem') {
    const details = bare > 0 ? [`write ${bare}G (GiB) or ${bare}M (MiB)`] : [];
    return fail(wrongValue(path, 'a size with its unit', input, details));
  }
  const mebibytes = Math.ceil(bare ?? sizeOf(input));
  return Number.isSafeInteger(mebibytes) && mebibytes > 0
    ? ok(mebibytes)
    : fail(wrongValue(path, expected, input));
};

const sizeOf = (input: unknown): number => {
  const [, digits, unit] = (typeof input === 'string' && sizePattern.exec(input.trim())) || [];
  return Number(digits) * (mebibytesIn[unit?.toUpperCase() ?? ''] ?? Number.NaN);
};

/** Mebibytes in the largest unit that keeps them whole: 16384 is `16G`, 1536 is `1536M`. */
export const memText = (mebibytes: number): string => {
  const unit = ['P', 'T', 'G'].find((name) => mebibytes % (mebibytesIn[name] ?? 0) === 0) ?? 'M';
  return `${mebibytes / (mebibytesIn[unit] ?? 1)}${unit}`;
};
