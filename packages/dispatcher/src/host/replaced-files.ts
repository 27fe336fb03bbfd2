import {
  closeSync,
  fchmodSync,
  fsyncSync,
  lstatSync,
  openSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';

/** The mode of files that may hold values of variables: for their owner alone. */
export const ownersAlone = 0o600;

/** See `HostFiles`. */
export function replace(path: string, text: string): void {
  putInPlace(path, text, ownersAlone);
}

/** See `HostFiles`. */
export function rewrite(path: string, text: string, isPrivate: boolean): void {
  const target = endOfLinks(path);
  const mode = statSync(target, { throwIfNoEntry: false })?.mode ?? 0o666 & ~process.umask();
  putInPlace(target, text, mode & (isPrivate ? ownersAlone : 0o777));
}

function putInPlace(path: string, text: string, mode: number): void {
  const beside = `${path}.${process.pid}.new`;
  try {
    const file = openSync(beside, 'w', ownersAlone);
    try {
      writeFileSync(file, text);
      // The umask has no say in what somebody chose.
      if (mode !== ownersAlone) fchmodSync(file, mode);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}

/** Links are followed one by one: the last one may lead to what does not exist yet. */
function endOfLinks(path: string, further = 40): string {
  const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  if (!isLink || further === 0) return path;
  return endOfLinks(resolve(dirname(path), readlinkSync(path)), further - 1);
}
