import { parseEventLines, type SweepEvent, sweepFileNames, type WishEvent } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import { wishFiles } from '../wishes/wish-files.ts';

/** Milliseconds between two looks: one `stat` each, as long as nobody wishes anything. */
const pause = 200;

/** Files of the wishes that are whole: one that is still being written is yet to be read. */
export const wholeWishes = (host: Host, home: string): ReadonlySet<string> =>
  new Set(wishFiles(host, home).filter((name) => wishesIn(host, home, name).length > 0));

/** A watch over the wishes of a sweep. */
export interface WishWatch {
  /** Hears at once of what was wished by now. */
  readonly readNew: () => void;
  readonly end: () => void;
}

/**
 * Watches a sweep for wishes, other than those in files that are known. The directory's time of change tells of new files; a
 * system watch would wake for every line that workers append.
 */
export function watchWishes(
  host: Host,
  home: string,
  knownFiles: ReadonlySet<string>,
  hear: (wish: WishEvent) => void,
): WishWatch {
  const directory = `${home}/${sweepFileNames.events}`;
  const known = new Set(knownFiles);
  let changedAt = 0;
  let endTimer: (() => void) | undefined;

  const look = (): void => {
    const modifiedAt = host.files.stat(directory)?.modifiedAt ?? 0;
    // File systems tell times in steps: what was changed just now may change again within the same one.
    if (modifiedAt !== changedAt || host.clock.now() - modifiedAt < 2 * pause) readNew();
    changedAt = modifiedAt;
    endTimer = host.clock.after(pause, look);
  };

  const readNew = (): void => {
    for (const name of wishFiles(host, home)) {
      if (known.has(name)) continue;
      for (const wish of wishesIn(host, home, name)) {
        known.add(name);
        hear(wish);
      }
    }
  };

  look();
  return { readNew, end: () => endTimer?.() };
}

function wishesIn(host: Host, home: string, name: string): readonly WishEvent[] {
  const text = host.files.read(`${home}/${sweepFileNames.events}/${name}`) ?? '';
  return parseEventLines(text).events.filter(isWish);
}

const wishes: ReadonlySet<string> = new Set(['cancel', 'pause', 'go-on', 'update', 'retry']);

const isWish = (event: SweepEvent): event is WishEvent => wishes.has(event.event);
