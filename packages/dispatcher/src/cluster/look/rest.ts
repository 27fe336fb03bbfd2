import type { Host } from '../../host/host.ts';

/** Waits for some milliseconds; not as long when the signal comes. */
export const rest = (
  host: Pick<Host, 'clock'>,
  milliseconds: number,
  signal: AbortSignal | undefined,
): Promise<void> =>
  new Promise((resolve) => {
    const over = (): void => {
      cancel();
      signal?.removeEventListener('abort', over);
      resolve();
    };
    const cancel = host.clock.after(Math.max(0, milliseconds), over);
    signal?.addEventListener('abort', over);
  });
