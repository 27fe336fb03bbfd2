import { dirname } from 'node:path';
import type { Host } from '../../host/host.ts';

/** Puts a file of these bytes in place at once, and makes the directories above it. */
export function putFile(
  { files, random }: Pick<Host, 'files' | 'random'>,
  path: string,
  bytes: Uint8Array,
): void {
  files.makeDirectories(dirname(path));
  const beside = `${path}.${random().toString(36).slice(2, 8)}.tmp`;
  files.writeAt(beside, 0, bytes);
  files.rename(beside, path);
}
