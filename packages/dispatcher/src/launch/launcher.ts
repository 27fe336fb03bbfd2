import { sweepFileNames } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import { identityOf } from '../processes/liveness.ts';
import { createEventLog, type EventLog } from '../sweep-home/event-log.ts';

/** Short, since it is part of every slot's name; the lock keeps two launchers of a sweep from choosing at once. */
export const launcherId = (host: Pick<Host, 'random'>): string =>
  Math.floor(host.random() * 36 ** 5)
    .toString(36)
    .padStart(5, '0');

/** Opens a launcher's file of events. Its first line says which process the launcher is. */
export function openLauncherEvents(host: Host, home: string, launcher: string): EventLog {
  const identity = identityOf(host, host.machine.pid);
  if (identity === undefined) throw new Error('Internal error: this process has no identity');
  const events = createEventLog(host, `${home}/${sweepFileNames.launcherEvents(launcher)}`);
  events.append({ event: 'launcher', time: host.clock.now(), id: launcher, ...identity });
  return events;
}
