import type { Colours } from './colours.ts';

/** A bar of so many characters. What is done differs from what is not in its shape, not by colour alone. */
export const progressBar = (share: number, width: number, { green, dim }: Colours): string => {
  const halves = Math.floor(Math.min(Math.max(share, 0), 1) * width * 2);
  const whole = Math.floor(halves / 2);
  const half = halves % 2;
  return `${green('━'.repeat(whole) + '╸'.repeat(half))}${dim('─'.repeat(width - whole - half))}`;
};

/**
 * How long the rest takes if it goes on like this, in milliseconds; undefined while there is nothing to tell it from.
 */
export const timeLeft = (done: number, total: number, elapsed: number): number | undefined =>
  done <= 0 || elapsed < 1000 ? undefined : (elapsed / done) * (total - done);
