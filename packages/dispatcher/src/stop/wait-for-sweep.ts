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
/** Milliseconds within which a launcher takes over what another one handed to it. */
const handOverPatience = 10_000;

/**
 * Waits until no launcher is at work on a sweep any more, nor about to be, nor a worker whose launcher died. `left` of the answer says how
 * the launcher left; one that is `gone` died.
 */
export function waitForSweep(
  host: Host,
  sweep: Sweep,
  { signal, observe }: WaitOptions = {},
): Promise<SweepStatus> {
  return new Promise((resolve) => {
    let observedAt = Number.NEGATIVE_INFINITY;
    const look = (): void => {
      const holder = lockHolder(host, sweep.home);
      if (holder === undefined || signal?.aborted) {
        const status = sweep.status();
        if (signal?.aborted || !isHandedOver(status, host.clock.now())) resolve(status);
        else host.clock.after(pause, look);
        return;
      }
      const now = host.clock.elapsed();
      const isOrphaned = livenessOf(host, holder) === 'gone';
      // A status costs a fold over all events: it is not made at every look.
      if ((isOrphaned || observe !== undefined) && now - observedAt >= observePause) {
        observedAt = now;
        const status = sweep.status();
        if (isOrphaned && status.counts.running === 0) {
          resolve(status);
          return;
        }
        observe?.(status);
      }
      host.clock.after(pause, look);
    };
    look();
  });
}

/** Whether a launcher left just now for another one to go on. */
function isHandedOver({ left, counts }: SweepStatus, now: number): boolean {
  const isLeft = counts.planned + counts.pending + counts.running > 0;
  return isLeft && left?.why === 'detached' && Math.abs(now - left.time) < handOverPatience;
}
