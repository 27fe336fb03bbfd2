import { type LauncherEvent, sweepFileNames } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import { identityOf } from '../processes/liveness.ts';
import { createEventLog, type EventLog } from '../sweep-home/event-log.ts';

/** Short, since it is part of every slot's name; the lock keeps two launchers of a sweep from choosing at once. */
export const launcherId = (host: Pick<Host, 'random'>): string =>
  Math.floor(host.random() * 36 ** 5)
    .toString(36)
    .padStart(5, '0');

/** What a launcher says of itself. */
export interface LauncherFacts extends Pick<LauncherEvent, 'id' | 'code' | 'tookOver'> {
  /** Time of the newest thing recorded before. */
  readonly after: number;
}

/** Opens a launcher's file of events. Its first line says which process the launcher is. */
export function openLauncherEvents(
  host: Host,
  home: string,
  { after, ...facts }: LauncherFacts,
): EventLog {
  const identity = identityOf(host, host.machine.pid);
  if (identity === undefined) throw new Error('Internal error: this process has no identity');
  const events = createEventLog(host, `${home}/${sweepFileNames.launcherEvents(facts.id)}`);
  const time = Math.max(host.clock.now(), after + 1);
  events.append({ event: 'launcher', time, ...facts, ...identity });
  return events;
}
