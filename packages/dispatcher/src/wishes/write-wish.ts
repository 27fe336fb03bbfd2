import { type SweepEvent, sweepFileNames, type WishEvent } from '@mrunner/core';
import { isDiskError } from '../host/error-code.ts';
import type { Host } from '../host/host.ts';
import { DiskRefusal } from '../sweep-home/disk-refusal.ts';
import { diskText } from '../sweep-home/disk-text.ts';
import { createEventLog } from '../sweep-home/event-log.ts';
import type { Sweep } from '../sweep-home/open-sweep.ts';

/** A wish before it is known when it is made and by whom. */
export type Wish = WishEvent extends infer W
  ? W extends WishEvent
    ? Omit<W, 'time' | 'by'>
    : never
  : never;

/**
 * Writes a wish down for good, in a file of its own, with what else is to be recorded with it. It is newer than all that
 * is recorded, also when the clock was set back. Throws a `DiskRefusal` when it can't be written.
 */
export function writeWish(
  host: Host,
  sweep: Sweep,
  wish: Wish,
  before: readonly SweepEvent[] = [],
): void {
  const { clock, machine, files, random } = host;
  const unique = [clock.now(), machine.pid, Math.floor(random() * 36 ** 4)];
  const name = sweepFileNames.wishEvents(unique.map((number) => number.toString(36)).join('-'));
  const time = Math.max(clock.now(), sweep.status().lastTime + 1);
  try {
    const events = createEventLog({ files }, `${sweep.home}/${name}`);
    try {
      for (const event of before) events.append(event);
      events.append({ ...wish, time, by: `${machine.user}@${machine.host}` } as WishEvent);
      events.sync();
    } finally {
      events.close();
    }
  } catch (error) {
    if (!isDiskError(error)) throw error;
    throw new DiskRefusal(diskText(host, sweep.home, error));
  }
}
