import type { Host } from '../host/host.ts';

/** The first bytes of a program that the kernel starts without an interpreter of its own, on Linux. */
const elf = '\x7fELF';

/** Answers whether the file at an absolute path is a binary: what needs no `#!` line to be right. Looks once a path. */
export function binaryCheck(host: Pick<Host, 'files'>): (path: string) => boolean {
  const known = new Map<string, boolean>();
  return (path) => {
    let answer = known.get(path);
    if (answer === undefined) {
      answer = path.startsWith('/') && isBinary(host, path);
      known.set(path, answer);
    }
    return answer;
  };
}

function isBinary(host: Pick<Host, 'files'>, path: string): boolean {
  try {
    for (const chunk of host.files.chunks(path)) {
      return String.fromCharCode(...chunk.subarray(0, elf.length)) === elf;
    }
  } catch {
    // A directory, or not ours to read: whoever starts it will say so.
  }
  return false;
}
