import { parseEventLines, sweepFileNames } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import { cancelFiles } from '../sweep-home/sweep-status.ts';

/** Milliseconds between two looks: one `stat` each, as long as nobody wishes anything. */
const pause = 200;

/**
 * Watches a sweep for wishes to cancel that are made from now on. The directory's time of change tells of new files; a
 * system watch would wake for every line that workers append. Returns how to end it.
 */
export function watchCancels(
  host: Host,
  home: string,
  cancel: (runs: 'all' | readonly number[]) => void,
): () => void {
  const directory = `${home}/${sweepFileNames.events}`;
  const known = new Set(cancelFiles(host, home));
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
      const { events } = parseEventLines(host.files.read(`${directory}/${name}`) ?? '');
      for (const event of events) {
        if (event.event !== 'cancel') continue;
        known.add(name);
        cancel(event.runs);
      }
    }
  };

  look();
  return () => endTimer?.();
}
