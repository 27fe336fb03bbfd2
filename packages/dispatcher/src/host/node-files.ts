import {
  close,
  closeSync,
  constants,
  existsSync,
  fstatSync,
  fsync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  open,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  statfsSync,
  statSync,
  unlinkSync,
  watch,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { copiedFiles, sha256 } from './copied-files.ts';
import { errorCode } from './error-code.ts';
import type { HostFiles, OpenFile, TreeSize } from './host.ts';
import { makeDirectories } from './make-directories.ts';
import { ownersAlone, replace, rewrite } from './replaced-files.ts';

const chunkBytes = 1 << 18;
const smallBytes = 1 << 10;
/** The real files. */
export const nodeFiles: HostFiles = {
  exists: existsSync,
  read: (path) => missingIs(undefined, () => readWhole(path)),
  readTail: (path, bytes) => missingIs('', () => readTail(path, bytes)),
  chunks,
  write: (path, text) => writeFileSync(path, text),
  writeAt,
  create: (path, text) =>
    takenIsFalse(() => {
      writeFileSync(path, text, { flag: 'wx' });
    }),
  replace,
  rewrite,
  link: (path, second) => takenIsFalse(() => linkSync(path, second)),
  rename: renameSync,
  remove,
  removeEmpty: (directory) => {
    try {
      rmdirSync(directory);
      return true;
    } catch {
      return false;
    }
  },
  list: (directory) => missingIs([], () => readdirSync(directory)),
  makeDirectory: (path) => takenIsFalse(() => mkdirSync(path)),
  makeDirectories,
  stat: (path) => {
    const found = missingIs(undefined, () => statSync(path, { throwIfNoEntry: false }));
    return (
      found && {
        size: found.size,
        modifiedAt: found.mtimeMs,
        directory: found.isDirectory(),
        device: found.dev,
        inode: found.ino,
      }
    );
  },
  measure,
  ...copiedFiles,
  digest: (path) => sha256(chunks(path)),
  realPath: (path) => missingIs(undefined, () => realpathSync(path)),
  open: (path, mode) => openFile(openSync(path, mode === 'append' ? 'a' : 'wx', ownersAlone)),
  syncDirectory: (path) => {
    const directory = openSync(path, 'r');
    try {
      fsyncSync(directory);
    } finally {
      closeSync(directory);
    }
  },
  syncSoon: (path, over) =>
    open(path, 'r', (error, file) => {
      if (error !== null) over();
      else fsync(file, () => close(file, () => over()));
    }),
  freeBytes: (path) => {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  },
  watch: (path, changed) => {
    try {
      const watcher = watch(path, { persistent: false }, changed);
      watcher.on('error', () => watcher.close());
      return () => watcher.close();
    } catch {
      // Out of watches, or a file system without them: who watches also polls.
      return () => {};
    }
  },
};

/** Node's own `rmSync` takes a link that leads nowhere for nothing at all, and leaves it. */
function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return;
    // On network file systems a directory stays occupied for a moment by files that were open when they were removed.
    rmSync(path, { recursive: true, force: true, maxRetries: 3 });
  }
}

function writeAt(path: string, offset: number, bytes: Uint8Array): void {
  const file = openSync(path, constants.O_WRONLY | constants.O_CREAT, ownersAlone);
  try {
    let written = 0;
    while (written < bytes.length) {
      written += writeSync(file, bytes, written, bytes.length - written, offset + written);
    }
  } finally {
    closeSync(file);
  }
}

const openFile = (descriptor: number): OpenFile => ({
  write: (bytes) => writeSync(descriptor, bytes),
  sync: () => fsyncSync(descriptor),
  close: () => closeSync(descriptor),
});

function missingIs<T>(answer: T, action: () => T): T {
  try {
    return action();
  } catch (error) {
    // ELOOP: links that lead to each other. ESRCH: a process that ended while its files in /proc were read.
    if (['ENOENT', 'ENOTDIR', 'ELOOP', 'ESRCH'].includes(errorCode(error))) return answer;
    throw error;
  }
}

function takenIsFalse(action: () => void): boolean {
  try {
    action();
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

// Files in /proc tell no size: they are read until they end.
const scratch = Buffer.allocUnsafe(1 << 16);

function readWhole(path: string): string {
  const file = openSync(path, 'r');
  try {
    const first = readSync(file, scratch);
    if (first < scratch.length) {
      const rest = first === 0 ? 0 : readSync(file, scratch, first, scratch.length - first, null);
      if (rest === 0) return scratch.toString('utf8', 0, first);
      return readRest(file, Buffer.from(scratch.subarray(0, first + rest)));
    }
    return readRest(file, Buffer.from(scratch));
  } finally {
    closeSync(file);
  }
}

function readRest(file: number, start: Buffer): string {
  const pieces = [start];
  for (;;) {
    const piece = Buffer.allocUnsafe(chunkBytes);
    const bytes = readSync(file, piece);
    if (bytes === 0) return Buffer.concat(pieces).toString('utf8');
    pieces.push(piece.subarray(0, bytes));
  }
}

function readTail(path: string, bytes: number): string {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const length = Math.min(size, bytes);
    const buffer = Buffer.allocUnsafe(length);
    const got = readSync(file, buffer, 0, length, size - length);
    return buffer.toString('utf8', 0, got);
  } finally {
    closeSync(file);
  }
}

function* chunks(path: string, from = 0): Generator<Uint8Array> {
  const file = missingIs(undefined, () => openSync(path, 'r'));
  if (file === undefined) return;
  try {
    // Most files are small, and large buffers for a thousand of them cost more than reading. Files in /proc have no size.
    const { size } = fstatSync(file);
    for (let at = from; ; ) {
      const wanted = Math.min(chunkBytes, Math.max(size - at, smallBytes));
      const buffer = Buffer.allocUnsafe(wanted);
      const bytes = readSync(file, buffer, 0, wanted, at);
      if (bytes === 0) return;
      at += bytes;
      yield buffer.subarray(0, bytes);
    }
  } finally {
    closeSync(file);
  }
}

/** What POSIX counts blocks of a file in. */
const blockBytes = 512;

function measure(path: string): TreeSize | undefined {
  const found = missingIs(undefined, () => lstatSync(path));
  if (found === undefined) return undefined;
  if (!found.isDirectory()) return { bytes: found.blocks * blockBytes, files: 1 };
  let bytes = 0;
  let files = 0;
  for (const name of missingIs([], () => readdirSync(path))) {
    const below = measure(`${path}/${name}`);
    bytes += below?.bytes ?? 0;
    files += below?.files ?? 0;
  }
  return { bytes, files };
}
