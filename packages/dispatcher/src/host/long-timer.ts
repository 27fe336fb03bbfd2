/** Milliseconds that Node's timers can wait, some 24 days. They don't wait at all when asked for more. */
const longest = 2 ** 31 - 1;

/**
 * Calls back after any number of milliseconds, in as many waits as that takes. Infinity is never.
 *
 * @returns how to call it off
 */
export function longTimer(
  milliseconds: number,
  callback: () => void,
  limit: number = longest,
): () => void {
  let timer: NodeJS.Timeout | undefined;
  const wait = (left: number): void => {
    const next = Math.min(left, limit);
    timer = setTimeout(() => (left > next ? wait(left - next) : callback()), next);
  };
  wait(milliseconds);
  return () => clearTimeout(timer);
}
