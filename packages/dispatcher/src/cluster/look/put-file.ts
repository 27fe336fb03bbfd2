import { dirname } from 'node:path';
import type { Host } from '../../host/host.ts';

type Writes = Pick<Host, 'files' | 'random'>;

/** Puts a file of these bytes in place at once, and makes the directories above it. */
export function putFile(host: Writes, path: string, bytes: Uint8Array): void {
  makeDirectoriesOf(host, path);
  const beside = placeBeside(host, path);
  host.files.writeAt(beside, 0, bytes);
  host.files.rename(beside, path);
}

/** A path in the same directory that nobody else has. */
export const placeBeside = ({ random }: Pick<Host, 'random'>, path: string): string =>
  `${path}.${random().toString(36).slice(2, 8)}.tmp`;

/** Makes the directories above a file. */
export function makeDirectoriesOf({ files }: Pick<Host, 'files'>, path: string): void {
  files.makeDirectories(dirname(path));
}
