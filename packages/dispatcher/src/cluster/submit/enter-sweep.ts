import type { Host } from '../../host/host.ts';
import { launcherId, openLauncherEvents } from '../../launch/launcher.ts';
import { launchersElsewhere, retriesOwed, type StockTaking } from '../../launch/take-stock.ts';
import type { EventLog } from '../../sweep-home/event-log.ts';
import type { Sweep } from '../../sweep-home/open-sweep.ts';
import type { SweepStatus } from '../../sweep-home/sweep-status.ts';

/** Who submits a sweep, as its events say it. */
export interface EnteredSweep {
  readonly launcher: string;
  readonly events: EventLog;
  readonly status: SweepStatus;
}

/**
 * Enters who holds the lock into a sweep on a cluster, and promises the retries that are owed. What earlier ones started
 * lives elsewhere, so there is nothing to be found on this machine.
 */
export function enterSweep(
  host: Host,
  sweep: Sweep,
  { takesOver, resumes, code }: StockTaking,
): EnteredSweep {
  const launcher = launcherId(host);
  const before = sweep.status();
  const tookOver = takesOver ? launchersElsewhere(host, before) : [];
  const events = openLauncherEvents(host, sweep.home, {
    id: launcher,
    after: before.lastTime,
    ...(code !== undefined && { code }),
    ...(tookOver.length > 0 && { tookOver }),
  });
  const owed = resumes ? retriesOwed(sweep, before) : [];
  for (const { run, attempt } of owed) {
    events.append({ event: 'again', time: host.clock.now(), run, attempt });
  }
  events.sync();
  const isNews = tookOver.length > 0 || owed.length > 0;
  return { launcher, events, status: isNews ? sweep.status() : before };
}
