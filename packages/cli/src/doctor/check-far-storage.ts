import type { StorageLook } from '@mrunner/dispatcher';
import { bytesText } from '../output/bytes-text.ts';
import type { Finding } from './finding.ts';

/** Below that much free space a sweep may soon fail. */
const leastFree = 1e9;

/** Whether the storage directory of a cluster can be made or written to, and has room. */
export function checkFarStorage(about: string, storage: StorageLook): Finding {
  const { directory, existing, kind, freeBytes } = storage;
  if (kind === 'no directory') {
    return { state: 'mend', about, text: `${directory}: ${existing} is not a directory` };
  }
  if (kind === 'read-only') {
    return { state: 'mend', about, text: `${directory}: you may not write to ${existing}` };
  }
  if (freeBytes === undefined) return { state: 'ok', about, text: directory };
  const room = `${bytesText(freeBytes)} free`;
  if (freeBytes >= leastFree) return { state: 'ok', about, text: `${directory}, ${room}` };
  return { state: 'mend', about, text: `${directory}: only ${room}; make room` };
}
