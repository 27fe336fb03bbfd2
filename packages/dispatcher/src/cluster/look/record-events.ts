import { type SweepEvent, sweepFileNames } from '@mrunner/core';
import type { Host } from '../../host/host.ts';
import { launcherId } from '../../launch/launcher.ts';
import { createEventLog } from '../../sweep-home/event-log.ts';

/** Records what was found out about a sweep on a cluster, in a file of its own. */
export function recordEvents(host: Host, home: string, events: readonly SweepEvent[]): void {
  if (events.length === 0) return;
  const log = createEventLog(host, `${home}/${sweepFileNames.schedulerEvents(launcherId(host))}`);
  for (const event of events) log.append(event);
  log.sync();
  log.close();
}
