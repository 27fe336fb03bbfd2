import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import type { Warnings } from './warnings.ts';

/** The lines that a run appends to its `metrics.jsonl`. */
export interface MetricsFile {
  /** Appends a line, which ends with a line feed. It never throws: what can't be written is said once, and lost. */
  append(line: string): void;
  /** Writes what waits. */
  flush(): void;
  /** Writes what waits and lets go of the file. */
  close(): void;
}

/** A line is written at once unless this many writes fell in this many milliseconds. */
const burst = { writes: 20, milliseconds: 5 };

/**
 * Opens the file at the first line. Lines of a burst wait, together, for the next call outside of the burst, a turn of
 * the event loop or the exit of the process: so that a script may log a million values a second, and another process
 * that looks at the file sees the newest line.
 */
export const createMetricsFile = (path: string, warnings: Warnings): MetricsFile => {
  const writeTimes = new Float64Array(burst.writes).fill(Number.NEGATIVE_INFINITY);
  let oldest = 0;
  let waiting = '';
  let file: number | undefined;
  // A crash or a full disk may have left half a line: ours must not become its second half.
  let isTorn = false;
  let isTurnAwaited = false;
  let isExiting = false;

  const flush = (): void => {
    if (waiting === '') return;
    const text = waiting;
    waiting = '';
    writeTimes[oldest] = performance.now();
    oldest = (oldest + 1) % burst.writes;
    let bytes = Buffer.alloc(0);
    let written = 0;
    try {
      file ??= open();
      bytes = Buffer.from(isTorn ? `\n${text}` : text);
      while (written < bytes.length) written += writeSync(file, bytes, written);
      isTorn = false;
    } catch (error) {
      if (written > 0) isTorn = bytes[written - 1] !== lineFeed;
      warnings.once('metrics', `could not write ${path}: ${(error as Error).message}`);
    }
  };

  const open = (): number => {
    const opened = openSync(path, 'a+');
    const { size } = fstatSync(opened);
    const last = Buffer.alloc(1);
    if (size > 0 && readSync(opened, last, 0, 1, size - 1) === 1) isTorn = last[0] !== lineFeed;
    process.once('exit', flushAtExit);
    return opened;
  };

  const flushAtExit = (): void => {
    isExiting = true;
    flush();
  };

  const flushNextTurn = (): void => {
    if (isTurnAwaited) return;
    isTurnAwaited = true;
    setImmediate(() => {
      isTurnAwaited = false;
      flush();
    });
  };

  return {
    append(line) {
      waiting += line;
      const sinceOldest = performance.now() - (writeTimes[oldest] ?? 0);
      if (sinceOldest >= burst.milliseconds || isExiting) flush();
      else flushNextTurn();
    },
    flush,
    close() {
      flush();
      process.off('exit', flushAtExit);
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
};

const lineFeed = 10;
