import { join, relative, resolve } from 'node:path';
import type { CodeRecord } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import { additionsOf } from './untracked-diff.ts';

/** Bytes of differences that are kept. */
const diffLimit = 1 << 20;

/** How code is recorded. */
export interface CodeRecording {
  /**
   * Files whose content is to be in no difference, such as the dotenv files of contexts: absolute, or relative to the
   * project directory. Files named as dotenv files are (`.env`, `.env.*`, `*.env`) always are left out.
   */
  readonly leaveOut?: readonly string[];
}

/**
 * Which code a project directory holds: commit, branch, and how the files differ from it, untracked text files too. The
 * mode and the directory alone when git has nothing to say. Of files that hold secrets only the names are told.
 */
export async function recordCode(
  host: Host,
  directory: string,
  { leaveOut = [] }: CodeRecording = {},
): Promise<CodeRecord> {
  const plain = { mode: 'in-place', directory } as const;
  const git = (...words: string[]) =>
    host.processes.run(['git', '-c', 'core.quotePath=false', ...words], {
      cwd: directory,
      // A look must not take git's lock from what the user does meanwhile.
      env: { ...host.env, GIT_OPTIONAL_LOCKS: '0' },
      limit: diffLimit + 1,
    });
  const place = await git('rev-parse', '--show-toplevel', '--show-prefix');
  if (place.code !== 0) return plain;
  const [root = '', prefix = ''] = place.stdout.split('\n');
  const hidden = leaveOut.flatMap((file) => pathsInside(host, { root, prefix, directory }, file));
  const [commit, branch, status, diff] = await Promise.all([
    git('rev-parse', '--verify', '--quiet', 'HEAD'),
    git('symbolic-ref', '--short', '--quiet', 'HEAD'),
    git('status', '--porcelain=v1', '-z', '--untracked-files=all', '--no-renames'),
    git(
      ...['diff', 'HEAD', '--no-color', '--no-ext-diff', '--no-renames', '--', ':(top)'],
      ...['.env', '.env.*', '*.env'].map((name) => `:(top,exclude,glob)**/${name}`),
      ...hidden.map((path) => `:(top,exclude,literal)${path}`),
    ),
  ]);
  const entries = status.stdout.split('\0').filter((entry) => entry.length > 3);
  const changed = entries.map((entry) => entry.slice(3));
  const untracked = entries
    .filter((entry) => entry.startsWith('??'))
    .map((entry) => entry.slice(3))
    .filter((path) => !isDotenv(path) && !hidden.includes(path));
  const tracked = diff.code === 0 ? diff.stdout : '';
  const room = diffLimit - Buffer.byteLength(tracked);
  const additions = additionsOf(host, root, untracked, room);
  const text = (tracked + additions.text).slice(0, diffLimit);
  return {
    ...plain,
    ...(commit.code === 0 && { commit: commit.stdout.trim() }),
    ...(branch.code === 0 && { branch: branch.stdout.trim() }),
    changed,
    ...(text !== '' && { diff: text }),
    ...((room < 0 || additions.isCut) && { diffCut: true }),
  };
}

const isDotenv = (path: string): boolean => /(^|\/)\.env(\.[^/]*)?$|\.env$/.test(path);

/** What git calls a file, by the name given and by what that links to; nothing when it is outside of the repository. */
function pathsInside(
  host: Pick<Host, 'files'>,
  { root, prefix, directory }: { root: string; prefix: string; directory: string },
  file: string,
): readonly string[] {
  const absolute = resolve(directory, file);
  // Git's root is without links, and the directory's name may have some: so they meet in the prefix.
  const named = join(prefix, relative(directory, absolute));
  const real = host.files.realPath(absolute);
  const paths = [named, ...(real === undefined ? [] : [relative(root, real)])];
  return paths.filter((path) => path !== '' && !/^(\.\.)?(\/|$)/.test(path));
}
