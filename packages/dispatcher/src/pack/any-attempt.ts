import { shellQuote } from '@mrunner/core';

/**
 * Texts of a pack's record stand for any attempt of a run: where the attempt's number belongs there is this character,
 * which no word, path or value can hold.
 */
const attemptMark = '\0';

/**
 * The text that is the first one at attempt 1 and the second one at attempt 2: the two differ in the number alone.
 *
 * @example anyAttempt('--out=a.1', '--out=a.2') // '--out=a.' and the mark
 */
export function anyAttempt(first: string, second: string): string {
  if (first === second) return first;
  // Where they differ there is '1' in one and '2' in the other: each code unit stands for itself or for the number.
  const units = first.split('').map((unit, at) => (unit === second[at] ? unit : attemptMark));
  return units.join('');
}

/** The text at the attempt that `mrunner_attempt` says, as shell text; without a mark it is `shellQuote`'s. */
export const quoteAnyAttempt = (text: string): string =>
  text.includes(attemptMark)
    ? text
        .split(attemptMark)
        .map((part) => (part === '' ? '' : shellQuote(part)))
        .join('"$mrunner_attempt"')
    : shellQuote(text);
