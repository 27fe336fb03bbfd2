import { parseEventLines, sweepFileNames } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import { cancelFiles } from '../sweep-home/sweep-status.ts';

/** Milliseconds between two looks: one `stat` each, as long as nobody wishes anything. */
const pause = 200;

/** Files of the wishes that are whole: one that is still being written is yet to be read. */
export const carriedOutCancels = (host: Host, home: string): ReadonlySet<string> =>
  new Set(cancelFiles(host, home).filter((name) => wishesIn(host, home, name).length > 0));

/**
 * Watches a sweep for wishes to cancel, other than those in files that are known. The directory's time of change tells of new files; a
 * system watch would wake for every line that workers append. Returns how to end it.
 */
export function watchCancels(
  host: Host,
  home: string,
  knownFiles: ReadonlySet<string>,
  cancel: (runs: 'all' | readonly number[]) => void,
): () => void {
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
    for (const name of cancelFiles(host, home)) {
      if (known.has(name)) continue;
      for (const { runs } of wishesIn(host, home, name)) {
        known.add(name);
        cancel(runs);
      }
    }
  };

  look();
  return () => endTimer?.();
}

function wishesIn(host: Host, home: string, name: string) {
  const text = host.files.read(`${home}/${sweepFileNames.events}/${name}`) ?? '';
  return parseEventLines(text).events.filter((event) => event.event === 'cancel');
}
