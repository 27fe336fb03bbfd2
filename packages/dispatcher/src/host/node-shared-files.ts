import {
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { errorCode } from './error-code.ts';
import type { SharedFiles } from './host.ts';

/** As that of /tmp: everybody may write, and remove only what is one's own. */
const everybodysDirectory = 0o1777;
/** On a file the same bit keeps systemd from tidying it away when it has become old. */
const keptFile = 0o1644;
const mostBytes = 1 << 12;

/** The real ones. No link is followed, and no pipe is waited for: others may have put them there. */
export const nodeSharedFiles: SharedFiles = { makeDirectory, create, read };

function makeDirectory(path: string): void {
  try {
    mkdirSync(path);
    // Whatever the umask says.
    chmodSync(path, everybodysDirectory);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
    if (!lstatSync(path).isDirectory()) throw error;
  }
}

function create(path: string, text: string): void {
  const beside = `${dirname(path)}/.${path.slice(dirname(path).length + 1)}`;
  const file = openSync(beside, 'wx', 0o644);
  try {
    writeFileSync(file, text);
    makeKept(file);
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}

function makeKept(file: number): void {
  try {
    fchmodSync(file, keptFile);
  } catch {
    // BSDs keep that bit to themselves; nor do they have systemd.
    fchmodSync(file, 0o644);
  }
}

function read(path: string): string | undefined {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
  try {
    const found = fstatSync(file);
    if (!found.isFile() || found.size > mostBytes) return undefined;
    const buffer = Buffer.alloc(mostBytes);
    return buffer.toString('utf8', 0, readSync(file, buffer));
  } catch {
    return undefined;
  } finally {
    closeSync(file);
  }
}
