import { fail, ok, parseDuration, type Result } from '@mrunner/core';

/**
 * A moment as people give it, in milliseconds since the epoch: how long ago (`3d`, `2h`, `2w`), or a day of this place's
 * calendar (`2026-11-01`, `2026-11-01 16:00`, `today`, `yesterday`).
 *
 * @param path the flag it was given with, for the problem
 */
export const parseMoment = (text: string, path: string, now: number): Result<number> => {
  const word = text.trim().toLowerCase();
  if (word === 'today') return ok(dayStart(now, 0));
  if (word === 'yesterday') return ok(dayStart(now, 1));
  const [, weeks] = /^(\d+(?:\.\d+)?)w$/.exec(word) ?? [];
  if (weeks !== undefined) return ok(now - Number(weeks) * week);
  // `1:30` would be a minute and a half, which nobody means here.
  const ago = /[a-z]/.test(word) ? parseDuration(word, path, { bare: 'problem' }) : undefined;
  if (ago?.ok) return ok(now - ago.value * 1000);
  const date = dateOf(word);
  if (date !== undefined) return ok(date);
  return fail({
    kind: 'value',
    path,
    message: `expected a day such as 2026-11-01 or a time such as 3d, got ${text}`,
    details: ['m, h, d and w are minutes, hours, days and weeks; today and yesterday are days'],
  });
};

const week = 7 * 24 * 60 * 60 * 1000;

const dayStart = (now: number, daysBefore: number): number => {
  const date = new Date(now);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() - daysBefore).getTime();
};

const dateOf = (text: string): number | undefined => {
  const found = /^(\d{4})-(\d{2})-(\d{2})(?:[ t](\d{1,2}):(\d{2}))?$/.exec(text);
  if (found === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = found
    .slice(1)
    .map((part) => Number(part ?? 0));
  const date = new Date(year, month - 1, day, hour, minute);
  // The 31st of a shorter month would be a day of the next one.
  const isReal =
    date.getMonth() === month - 1 && date.getDate() === day && hour < 24 && minute < 60;
  return isReal ? date.getTime() : undefined;
};
