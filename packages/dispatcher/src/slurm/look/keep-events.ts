import { sweepFileNames } from '@mrunner/core';
import type { Host } from '../../host/host.ts';
import { type FilePiece, largeBytes } from './changed-events.ts';

/**
 * Writes pieces of the workers' files into the home. Their writers only append, so the copies are beginnings of them at any
 * time, whoever else writes the same ones just now. One that was replaced there, by a backup for instance, is replaced here.
 * Answers the names of those that are large by now.
 */
export function keepEvents(
  { files }: Pick<Host, 'files'>,
  home: string,
  pieces: readonly FilePiece[],
): readonly string[] {
  const events = `${home}/${sweepFileNames.events}`;
  for (const { name, offset, bytes } of pieces) {
    const path = `${events}/${name}`;
    const known = offset === 0 ? files.stat(path) : undefined;
    if (known !== undefined && !continues(files, path, bytes)) files.remove(path);
    if (bytes.length > 0 || offset === 0) files.writeAt(path, offset, bytes);
  }
  return pieces.flatMap(({ name, offset, bytes }) =>
    offset + bytes.length >= largeBytes ? [name] : [],
  );
}

/** Whether a file and what is to become of it begin alike, as far as the shorter one goes. */
function continues(files: Host['files'], path: string, bytes: Buffer): boolean {
  let at = 0;
  for (const chunk of files.chunks(path)) {
    const same = bytes.subarray(at, at + chunk.length);
    if (!same.equals(chunk.subarray(0, same.length))) return false;
    at += same.length;
    if (same.length < chunk.length) return true;
  }
  return true;
}
