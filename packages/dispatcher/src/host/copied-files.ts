import { createHash } from 'node:crypto';
import { constants, copyFileSync, lstatSync, readlinkSync, type Stats, symlinkSync } from 'node:fs';
import type { FileLook, HostFiles } from './host.ts';

type Copying = Pick<HostFiles, 'lookAt' | 'readLink' | 'makeLink' | 'copy'>;

/** What copying a directory takes. */
export const copiedFiles: Copying = {
  lookAt: (path) => {
    const found = lstatSync(path, { throwIfNoEntry: false, bigint: true });
    return (
      found && {
        kind: kindOf(found),
        size: Number(found.size),
        executable: (found.mode & 0o100n) !== 0n,
        version: [found.ino, found.size, found.mtimeNs, found.ctimeNs].join(' '),
        changedAt: Number(found.ctimeMs),
      }
    );
  },
  readLink: (path) => readlinkSync(path),
  makeLink: symlinkSync,
  copy: (from, to) => {
    copyFileSync(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  },
};

const kindOf = (
  found: Pick<Stats, 'isFile' | 'isDirectory' | 'isSymbolicLink'>,
): FileLook['kind'] => {
  if (found.isFile()) return 'file';
  if (found.isDirectory()) return 'directory';
  return found.isSymbolicLink() ? 'link' : 'other';
};

/** SHA-256, in hexadecimal digits. */
export const sha256 = (pieces: Iterable<string | Uint8Array>): string => {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
};
