import { parsePrivate, sweepFileNames } from '@mrunner/core';
import { sha256 } from '../host/copied-files.ts';
import type { Host } from '../host/host.ts';

/** One file of a snapshot: a line of its manifest. */
export interface ManifestLine {
  readonly path: string;
  /** SHA-256 of the content; absent for links. */
  readonly sha256?: string;
  readonly executable?: true;
  /** Where a link leads. */
  readonly target?: string;
}

/** Characters of a hash: enough that no two states of one project share one. */
const hashLength = 16;

/** The hash of what a snapshot holds, file by file in the order of their paths. */
export const contentHash = (lines: readonly ManifestLine[]): string => {
  const text = lines.map(
    ({ path, sha256: content, executable, target }) =>
      `${target === undefined ? (executable ? 'x' : '-') : 'l'} ${content ?? target} ${path}\0`,
  );
  return shortHash(text);
};

/** A hash that names a code state. */
export const shortHash = (pieces: Iterable<string>): string => sha256(pieces).slice(0, hashLength);

export const writeManifest = (
  host: Pick<Host, 'files'>,
  home: string,
  hash: string,
  lines: readonly ManifestLine[],
): void =>
  host.files.replace(
    `${home}/${sweepFileNames.codeManifest(hash)}`,
    lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
  );

/** Undefined when the snapshot is not there. */
export function readManifest(
  host: Pick<Host, 'files'>,
  home: string,
  hash: string,
): readonly ManifestLine[] | undefined {
  const text = host.files.read(`${home}/${sweepFileNames.codeManifest(hash)}`);
  return text
    ?.split('\n')
    .filter((line) => line !== '')
    .map((line) => parsePrivate(line) as unknown as ManifestLine);
}

/** The line of a file on disk, as it is now. */
export const manifestLine = (
  host: Pick<Host, 'files'>,
  {
    path,
    target,
    executable,
  }: Pick<ManifestLine, 'path' | 'target'> & { readonly executable: boolean },
  file: string,
): ManifestLine =>
  target !== undefined
    ? { path, target }
    : { path, sha256: host.files.digest(file), ...(executable && { executable: true }) };
