import type { Host } from './host.ts';

/** Waits, or until somebody does not want to wait any more. */
export const pause = (
  host: Pick<Host, 'clock'>,
  milliseconds: number,
  signal?: AbortSignal,
): Promise<void> =>
  new Promise((resolve) => {
    if (signal?.aborted) {
      resolve();
      return;
    }
    const end = host.clock.after(milliseconds, () => {
      signal?.removeEventListener('abort', stop);
      resolve();
    });
    const stop = (): void => {
      end();
      resolve();
    };
    signal?.addEventListener('abort', stop, { once: true });
  });
