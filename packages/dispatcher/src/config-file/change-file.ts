import { dirname } from 'node:path';
import type { Host } from '../host/host.ts';
import { type Lock, takeFileLock } from '../sweep-home/lock.ts';

type Asks = Pick<Host, 'files' | 'processes' | 'machine' | 'random' | 'clock'>;

/** What is to become of a file. */
export interface NewContent {
  readonly text: string;
  /** Whether others may not read it any more. */
  readonly ownersAlone: boolean;
}

/** Milliseconds to wait for others who change the same file; they take a few. */
const patience = 10_000;
const pause = 20;

/**
 * Changes a small file that several processes may change at once: each sees what the ones before it wrote. The file is
 * replaced as a whole, or stays as it is.
 *
 * @param change gets the text, undefined when there is no such file; answers undefined to leave it alone
 * @returns false when somebody else kept the file locked for too long
 */
export async function changeFile(
  host: Asks,
  path: string,
  change: (text: string | undefined) => NewContent | undefined | Promise<NewContent | undefined>,
): Promise<boolean> {
  const made = host.files.makeDirectories(dirname(path));
  // Those who come by different links must meet at one lock.
  const lock = await waitForLock(host, host.files.realPath(path) ?? path);
  if (lock === undefined) return false;
  try {
    const before = host.files.read(path);
    const content = await change(before);
    if (content !== undefined && content.text !== before) {
      host.files.rewrite(path, content.text, content.ownersAlone);
    }
  } finally {
    lock.release();
    if (made !== undefined) removeEmptyUpTo(host, dirname(path), made);
  }
  return true;
}

/** What was made for nothing goes away again. */
function removeEmptyUpTo(host: Pick<Host, 'files'>, directory: string, top: string): void {
  if (!host.files.removeEmpty(directory) || directory === top) return;
  removeEmptyUpTo(host, dirname(directory), top);
}

async function waitForLock(host: Asks, path: string): Promise<Lock | undefined> {
  const end = host.clock.elapsed() + patience;
  for (;;) {
    const lock = takeFileLock(host, path);
    if (lock !== undefined || host.clock.elapsed() > end) return lock;
    await new Promise<void>((resolve) => host.clock.after(pause, resolve));
  }
}
