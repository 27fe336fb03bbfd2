import { isWishFile, sweepFileNames } from '@mrunner/core';
import type { Host } from '../host/host.ts';

/** Names of the files in which somebody wishes something. */
export const wishFiles = (host: Pick<Host, 'files'>, home: string): readonly string[] =>
  host.files.list(`${home}/${sweepFileNames.events}`).filter(isWishFile);
