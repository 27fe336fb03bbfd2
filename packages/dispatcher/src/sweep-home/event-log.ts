import type { SweepEvent } from '@mrunner/core';
import type { Host } from '../host/host.ts';

/**
 * A file of `events/` with one writer. Events gather until `flush`, which writes them with one system call: so a batch of
 * starts costs one. What a full disk refuses stays and is tried again by the next flush.
 */
export interface EventLog {
  readonly append: (event: SweepEvent) => void;
  /** Throws the system's error when not everything could be written. */
  readonly flush: () => void;
  /** Flushes, and makes it survive a power cut. */
  readonly sync: () => void;
  readonly close: () => void;
}

/** Opens a file of `events/` that nobody wrote before. */
export function createEventLog(host: Pick<Host, 'files'>, path: string): EventLog {
  const file = host.files.open(path, 'create');
  let waiting = '';
  let unwritten = Buffer.alloc(0);
  const flush = (): void => {
    if (waiting !== '') {
      const more = Buffer.from(waiting, 'utf8');
      unwritten = unwritten.length === 0 ? more : Buffer.concat([unwritten, more]);
      waiting = '';
    }
    // A line that was written in part is continued, so it is never torn.
    while (unwritten.length > 0) unwritten = unwritten.subarray(file.write(unwritten));
  };
  return {
    append: (event) => {
      waiting += `${JSON.stringify(event)}\n`;
    },
    flush,
    sync: () => {
      flush();
      file.sync();
    },
    close: file.close,
  };
}
