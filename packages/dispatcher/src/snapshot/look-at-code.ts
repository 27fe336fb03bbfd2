import { dirname, relative, resolve } from 'node:path';
import type { Host } from '../host/host.ts';
import { chooseFiles } from './choose-files.ts';
import type { CodeSource } from './code-source.ts';

/** One file of a project's code, as it is now. */
export interface CodeFile {
  /** Where it is in the code: relative to the project directory. */
  readonly path: string;
  /** Where it is now. */
  readonly source: string;
  /** Where it leads, when it is a link. */
  readonly target?: string;
  readonly bytes: number;
  readonly executable: boolean;
  /** Another one after each change. */
  readonly version: string;
  readonly changedAt: number;
}

/** What a snapshot of a project would hold. */
export interface CodeListing {
  /** Ordered by path. */
  readonly files: readonly CodeFile[];
  readonly bytes: number;
  /** Paths that are left out: they may hold secrets, or are no files (sockets, pipes). */
  readonly secret: readonly string[];
  readonly unfit: readonly string[];
  /** Paths whose names are no UTF-8. */
  readonly unreadable: readonly string[];
  /** Paths to be linked or copied that do not exist, and paths to be copied whose place is taken. */
  readonly missingLinks: readonly string[];
  readonly missing: readonly string[];
  readonly taken: readonly string[];
  /** `node_modules` or `data`, when they are there and would not be in the snapshot. */
  readonly absent: readonly string[];
}

/** Directories that programs commonly need and projects commonly keep out of git. */
const commonlyNeeded = ['node_modules', 'data'];

/** Looks at what a snapshot would hold. Reads names and sizes, no contents; touches nothing. */
export async function lookAtCode(host: Host, source: CodeSource): Promise<CodeListing> {
  const { directory, link } = source;
  const { sources, secret, missing, taken } = await chooseFiles(host, source);
  const files: CodeFile[] = [];
  const unfit: string[] = [];
  const unreadable: string[] = [];
  for (const [path, from] of sources) {
    const look = host.files.lookAt(from);
    if (look === undefined) {
      // Else git still lists what was removed.
      if (path.includes('\uFFFD')) unreadable.push(path);
    } else if (look.kind === 'file' || look.kind === 'link') {
      const { size, executable, version, changedAt } = look;
      const isLink = look.kind === 'link';
      files.push({
        path,
        source: from,
        bytes: isLink ? 0 : size,
        executable: !isLink && executable,
        version,
        changedAt,
        ...(isLink && { target: targetOf(host, directory, path, from) }),
      });
    } else if (look.kind === 'other') unfit.push(path);
  }
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  const isThere = (name: string): boolean =>
    files.some(({ path }) => path === name || path.startsWith(`${name}/`));
  return {
    files,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    secret,
    unfit,
    unreadable,
    missing,
    taken,
    missingLinks: missingLinks(host, source),
    absent: commonlyNeeded.filter(
      (name) =>
        host.files.stat(`${directory}/${name}`)?.directory &&
        !link.includes(name) &&
        !isThere(name),
    ),
  };
}

/** Paths to be linked that do not exist. */
export const missingLinks = (
  host: Pick<Host, 'files'>,
  { directory, link, linkedThere = [] }: CodeSource,
): readonly string[] =>
  link.filter((path) => !linkedThere.includes(path) && !host.files.exists(`${directory}/${path}`));

/**
 * What a link says in the snapshot. One that stays inside the project leads to the same place inside of the snapshot; one
 * that leads out leads to where it did.
 */
function targetOf(
  host: Pick<Host, 'files'>,
  directory: string,
  path: string,
  from: string,
): string {
  const text = host.files.readLink(from);
  const whole = resolve(dirname(from), text);
  const isInside = whole === directory || whole.startsWith(`${directory}/`);
  if (!isInside) return whole;
  if (!text.startsWith('/')) return text;
  return relative(dirname(path), relative(directory, whole)) || '.';
}
