import type { Host } from '../host/host.ts';
import { livenessOf } from '../processes/liveness.ts';
import { lockHolder } from '../sweep-home/lock.ts';
import type { Sweep } from '../sweep-home/open-sweep.ts';
import type { SweepStatus } from '../sweep-home/sweep-status.ts';

export interface WaitOptions {
  /** Ends the waiting; the status of that moment is the answer. */
  readonly signal?: AbortSignal;
  /** Hears of the status now and then. */
  readonly observe?: (status: SweepStatus) => void;
}

const pause = 200;
const observePause = 1000;

/**
 * Waits until no launcher is at work on a sweep any more. `left` of the answer says how it left; a `launcher` that is
 * `gone` died, and its runs may go on without it.
 */
export function waitForSweep(
  host: Host,
  sweep: Sweep,
  { signal, observe }: WaitOptions = {},
): Promise<SweepStatus> {
  return new Promise((resolve) => {
    let observedAt = 0;
    const look = (): void => {
      const holder = lockHolder(host, sweep.home);
      const isOver = holder === undefined || livenessOf(host, holder) === 'gone';
      if (isOver || signal?.aborted) {
        resolve(sweep.status());
        return;
      }
      const now = host.clock.now();
      if (observe !== undefined && now - observedAt >= observePause) {
        observedAt = now;
        observe(sweep.status());
      }
      host.clock.after(pause, look);
    };
    look();
  });
}
