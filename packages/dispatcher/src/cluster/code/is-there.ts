import type { Context } from '@mrunner/core';
import type { Host } from '../../host/host.ts';
import type { CodeListing } from '../../snapshot/look-at-code.ts';
import { contentHash, manifestLine } from '../../snapshot/manifest.ts';
import type { FarNames } from './bring-code.ts';
import { farTree } from './far-trees.ts';

/** Whether a snapshot of the code, as it is now, lies on a cluster already, for all these contexts. */
export function isCodeThere(
  host: Pick<Host, 'files'>,
  { files }: CodeListing,
  contexts: readonly Context[],
  names: FarNames,
): boolean {
  if (names.size === 0) return false;
  const hash = contentHash(files.map((file) => manifestLine(host, file, file.source)));
  return contexts
    .filter(({ code }) => code === 'snapshot')
    .every((context) => names.has(farTree(context, hash).name));
}
