import type { Cli } from '../cli.ts';

/** Waits, or until nobody wants to wait any more. */
export const rest = (
  { clock }: Cli['host'],
  milliseconds: number,
  signal: AbortSignal,
): Promise<void> =>
  new Promise((resolve) => {
    const end = clock.after(milliseconds, done);
    signal.addEventListener('abort', done, { once: true });
    function done(): void {
      end();
      signal.removeEventListener('abort', done);
      resolve();
    }
    if (signal.aborted) done();
  });
