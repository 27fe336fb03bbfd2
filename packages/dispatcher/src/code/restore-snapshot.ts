import { dirname } from 'node:path';
import { fail, ok, type Result, sweepFileNames } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import { readManifest } from '../snapshot/manifest.ts';
import type { MissingCode } from './missing-code.ts';

/**
 * Copies a snapshot as it was made into an empty directory, without what its runs and its set-up put there. Answers which
 * files are missing: those that were changed in the snapshot since, or are gone from it.
 */
export function restoreSnapshot(
  host: Pick<Host, 'files'>,
  home: string,
  hash: string,
  to: string,
): Result<readonly MissingCode[]> {
  const tree = `${home}/${sweepFileNames.codeTree(hash)}`;
  const lines = readManifest(host, home, hash);
  if (lines === undefined || !host.files.exists(tree)) {
    const message = `the snapshot ${tree} is gone`;
    return fail({ kind: 'missing', path: 'code', message });
  }
  host.files.makeDirectories(to);
  const missing: MissingCode[] = [];
  for (const { path, sha256, target } of lines) {
    const from = `${tree}/${path}`;
    const there = `${to}/${path}`;
    host.files.makeDirectories(dirname(there));
    if (target !== undefined) host.files.makeLink(target, there);
    else if (host.files.lookAt(from)?.kind !== 'file') {
      missing.push({ path, why: 'it was removed from the snapshot' });
    } else if (host.files.digest(from) !== sha256) {
      missing.push({ path, why: 'it was changed in the snapshot, after that was made' });
    } else host.files.copy(from, there);
  }
  return ok(missing);
}
