import { adjectives } from './sweep-adjectives.ts';
import { animals } from './sweep-animals.ts';

/** A moment as the wall clock at the user's place shows it. Months count from 1. */
export interface LocalTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

/**
 * A name for a sweep that sorts by time and can be read aloud: `20261122-1607-brave-otter`.
 * `random` gives numbers in [0, 1). Two sweeps of one minute may get the same name; who makes the directory finds out.
 */
export function sweepId(now: LocalTime, random: () => number): string {
  const date = `${padded(now.year, 4)}${padded(now.month, 2)}${padded(now.day, 2)}`;
  const time = `${padded(now.hour, 2)}${padded(now.minute, 2)}`;
  return `${date}-${time}-${pick(adjectives, random)}-${pick(animals, random)}`;
}

/** Whether a text has the form of a sweep id. */
export const isSweepId = (text: string): boolean =>
  /^\d{4}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])-(?:[01]\d|2[0-3])[0-5]\d-[a-z]+-[a-z]+$/.test(
    text,
  );

const padded = (number: number, width: number): string => String(number).padStart(width, '0');

function pick(words: readonly string[], random: () => number): string {
  const word = words[Math.floor(random() * words.length)];
  if (word === undefined) throw new Error('Internal error: a random number outside of [0, 1)');
  return word;
}
