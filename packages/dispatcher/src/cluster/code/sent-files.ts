import { basename } from 'node:path';
import type { Host } from '../../host/host.ts';
import { shortHash } from '../../snapshot/manifest.ts';

/** A file or directory of this machine that a run starts from, where the run is elsewhere. */
export interface SentFile {
  /** Where it goes, relative to a directory there. */
  readonly name: string;
  /** Where it is here. */
  readonly path: string;
}

/** What has to be sent of what a run starts from; undefined where it is not here, and so a path there. */
export function sentFile(host: Pick<Host, 'files'>, restoreFrom: string): SentFile | undefined {
  if (!host.files.exists(restoreFrom)) return undefined;
  return {
    name: `restored/${shortHash([restoreFrom])}/${basename(restoreFrom)}`,
    path: host.files.realPath(restoreFrom) ?? restoreFrom,
  };
}
