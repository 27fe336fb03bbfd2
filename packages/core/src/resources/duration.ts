import { fail, ok, type Problem, type Result } from '../problems/problem.ts';
import { wrongValue } from '../problems/wrong-value.ts';
import { bareNumberOf } from './number-of.ts';

/** How to read a duration. */
export interface DurationRules {
  /** What a number without a unit counts; `problem` where a unit must be written. */
  readonly bare: 'minutes' | 'seconds' | 'problem';
  /** Whether no time at all is a duration. Default: false. */
  readonly zero?: boolean;
}

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

const number = String.raw`(\d+(?:\.\d+)?)`;
const unitsPattern = new RegExp(
  `^(?:${number}d)?\\s*(?:${number}h)?\\s*(?:${number}m(?:in)?)?\\s*(?:${number}s)?$`,
  'i',
);
/** `MM:SS` or `HH:MM:SS`. */
const clockPattern = /^(?:(\d+):)?(\d+):(\d{1,2})$/;
/** `D-HH`, `D-HH:MM` or `D-HH:MM:SS`. */
const daysPattern = /^(\d+)-(\d{1,2})(?::(\d{1,2}))?(?::(\d{1,2}))?$/;

/**
 * A duration in seconds, rounded up: with units (`90m`, `1h30m`, `1d2h`, `1.5h`) or as Slurm writes it (`MM:SS`,
 * `HH:MM:SS`, `D-HH`, `D-HH:MM`, `D-HH:MM:SS`). `1:30` is a minute and a half, as in Slurm.
 */
export const parseDuration = (
  input: unknown,
  path: string,
  { bare, zero = false }: DurationRules,
): Result<number> => {
  const count = bareNumberOf(input);
  if (count !== undefined && bare === 'problem') return fail(unitMissing(input, count, path));
  const given = count === undefined ? secondsOf(input) : count * (bare === 'minutes' ? minute : 1);
  const seconds = Math.ceil(given);
  return Number.isSafeInteger(seconds) && (given > 0 || (zero && given === 0))
    ? ok(seconds)
    : fail(wrongValue(path, 'a time such as 90m, 2h or 1:30:00', input));
};

const unitMissing = (input: unknown, count: number, path: string): Problem =>
  wrongValue(
    path,
    'a time with its unit',
    input,
    count > 0 ? [`write ${count}m (minutes), ${count}h (hours) or ${count}s (seconds)`] : [],
  );

const secondsOf = (input: unknown): number => {
  const text = typeof input === 'string' ? input.trim() : '';
  const days = daysPattern.exec(text);
  if (days !== null) return sum(days, [day, hour, minute, 1]);
  const clock = clockPattern.exec(text);
  if (clock !== null) return sum(clock, [hour, minute, 1]);
  const units = text === '' ? null : unitsPattern.exec(text);
  return units === null ? Number.NaN : sum(units, [day, hour, minute, 1]);
};

const sum = ([, ...counts]: RegExpExecArray, weights: readonly number[]): number =>
  weights.reduce((total, weight, i) => total + Number(counts[i] ?? 0) * weight, 0);

/** Seconds as `H:MM:SS`, from a day on as `D-HH:MM:SS`: what `parseDuration` and Slurm read back. */
export const timeText = (seconds: number): string => {
  const days = Math.floor(seconds / day);
  const hours = Math.floor((seconds % day) / hour);
  const rest = `${twoDigits((seconds % hour) / minute)}:${twoDigits(seconds % minute)}`;
  return days > 0 ? `${days}-${twoDigits(hours)}:${rest}` : `${hours}:${rest}`;
};

const twoDigits = (count: number): string => String(Math.floor(count)).padStart(2, '0');
