import { dirname } from 'node:path';
import { errorCode } from '../host/error-code.ts';
import type { Host } from '../host/host.ts';

/**
 * Says which disk takes no more, in one line: where it is mounted, what is free, what could not be written. Or that
 * there is no such directory any more, or none that we may write to.
 */
export function diskText(host: Pick<Host, 'files'>, path: string, error: Error): string {
  if (errorCode(error) === 'ENOENT') {
    const gone = topmostMissing(host, path);
    return `expected the directory ${gone}, and it is gone: it was removed or moved meanwhile`;
  }
  if (errorCode(error) === 'EACCES' || errorCode(error) === 'EPERM') {
    return `expected to be allowed to write in ${path}: ${error.message}`;
  }
  const mount = mountPoint(host, path);
  const what = diskWords[errorCode(error)] ?? error.message;
  return `the disk at ${mount} ${what} (${freeText(host, mount)} free); it holds ${path}`;
}

/** Bytes below which nothing useful can be written: one block. */
const blockBytes = 1 << 12;

/** Says that the disk of a directory is full; undefined when it is not, or can't be asked. */
export function fullDiskText(host: Pick<Host, 'files'>, directory: string): string | undefined {
  try {
    if (host.files.freeBytes(directory) >= blockBytes) return undefined;
  } catch {
    return undefined;
  }
  return diskText(host, directory, Object.assign(new Error('is full'), { code: 'ENOSPC' }));
}

/** Says why a record could not be written below a directory, by trying it again. */
export function refusalText(host: Pick<Host, 'files'>, directory: string): string {
  const probe = `${directory}/.probe`;
  try {
    host.files.write(probe, ' '.repeat(1 << 12));
    host.files.remove(probe);
    return `a record could not be written in ${directory}`;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    host.files.remove(probe);
    return diskText(host, directory, error);
  }
}

const diskWords: { readonly [code: string]: string } = {
  ENOSPC: 'is full',
  EDQUOT: 'is full for you: your quota is used up',
  EROFS: 'can only be read',
  EIO: 'fails to write',
};

/** What must have been removed for a path to be missing. */
function topmostMissing(host: Pick<Host, 'files'>, path: string): string {
  let at = path;
  while (host.files.stat(dirname(at)) === undefined && at !== '/') at = dirname(at);
  return at;
}

/** The topmost directory that is on the same device. */
function mountPoint(host: Pick<Host, 'files'>, path: string): string {
  let at = path;
  while (at !== '/' && host.files.stat(at) === undefined) at = dirname(at);
  const device = host.files.stat(at)?.device;
  while (at !== '/' && host.files.stat(dirname(at))?.device === device) at = dirname(at);
  return at;
}

function freeText(host: Pick<Host, 'files'>, path: string): string {
  try {
    const bytes = host.files.freeBytes(path);
    return bytes < 1 << 20 ? `${bytes} bytes` : `${Math.floor(bytes / (1 << 20))} MiB`;
  } catch {
    return 'unknown';
  }
}
