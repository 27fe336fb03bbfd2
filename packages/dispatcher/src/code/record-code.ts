import { type CodeRecord, type Context, isDotenvName, isHere } from '@mrunner/core';
import { type Git, gitIn } from '../git/git-in.ts';
import type { Host } from '../host/host.ts';
import { pathFinder, repositoryTop } from './repository-paths.ts';
import { stateHash } from './state-hash.ts';
import { trackedDiff } from './tracked-diff.ts';
import { additionsOf } from './untracked-diff.ts';

/** Bytes of differences that are kept. */
const diffLimit = 1 << 20;
/** The tree without files: what a repository without commits differs from. */
const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/** How code is recorded. */
export interface CodeRecording {
  /**
   * Files whose content is to be in no difference, such as the dotenv files of contexts: absolute, or relative to the
   * project directory. Files named as dotenv files are (`.env`, `.env.*`, `*.env`, `.envrc`) always are left out.
   */
  readonly leaveOut?: readonly string[];
  /** Directories that hold no code, such as storage directories. Nothing in them is mentioned. */
  readonly storage?: readonly string[];
}

/** What of a context matters to the recording of code. */
export const recordingFor = (contexts: readonly Context[]): Required<CodeRecording> => ({
  leaveOut: contexts.flatMap(({ setup }) => setup.envFiles),
  storage: contexts
    .filter(isHere)
    .map(({ storageDir }) => storageDir)
    .filter((path) => path !== ''),
});

/**
 * Which code a project directory holds: commit, branch, and how the files differ from it, untracked text files too. The
 * mode and the directory alone when git has nothing to say. Of files that hold secrets only the names are told.
 */
export async function recordCode(
  host: Host,
  directory: string,
  { leaveOut = [], storage = [] }: CodeRecording = {},
): Promise<CodeRecord> {
  const plain = { mode: 'in-place', directory } as const;
  const run = gitIn(host, directory, { limit: diffLimit + 1 });
  const git: Git = (...words) => run('-c', 'core.quotePath=false', ...words);
  const place = await git('rev-parse', '--show-toplevel', '--show-prefix');
  if (place.code !== 0) return plain;
  const [root = '', slashed = ''] = place.stdout.split('\n');
  const prefix = slashed.replace(/\/$/, '');
  const find = pathFinder(host, { root, prefix, directory });
  const hidden = leaveOut.flatMap(find);
  const places = storage.flatMap(find);
  const comparison = { root, without: [...hidden, ...places], limit: diffLimit };
  const [commit, branch, status, early] = await Promise.all([
    git('rev-parse', '--verify', '--quiet', 'HEAD'),
    git('symbolic-ref', '--short', '--quiet', 'HEAD'),
    git('status', '--porcelain=v1', '-z', '--untracked-files=all', '--no-renames'),
    trackedDiff(host, git, { ...comparison, base: 'HEAD' }),
  ]);
  const entries = status.stdout
    .split('\0')
    .filter((entry) => entry.length > 3)
    .filter((entry) => !places.some((path) => entry.slice(3).startsWith(`${path}/`)));
  const changed = entries.map((entry) => entry.slice(3));
  const isHidden = (path: string): boolean => isDotenvName(path) || hidden.includes(path);
  const untracked = entries
    .filter((entry) => entry.startsWith('??'))
    .map((entry) => entry.slice(3))
    .filter((path) => !isHidden(path));
  const hasCommit = commit.code === 0;
  const { text: tracked, isCut } = hasCommit
    ? early
    : await trackedDiff(host, git, { ...comparison, base: emptyTree });
  const room = diffLimit - Buffer.byteLength(tracked);
  const additions = additionsOf(host, root, untracked, room);
  const diff = tracked + additions.text;
  const record = {
    ...plain,
    ...(prefix !== '' && { prefix }),
    ...(hasCommit && { commit: commit.stdout.trim() }),
    ...(branch.code === 0 && { branch: branch.stdout.trim() }),
    changed,
    ...(diff !== '' && { diff }),
    ...((isCut || additions.isCut) && { diffCut: true }),
  };
  return { ...record, hash: stateHash(host, root, record, isHidden) };
}

/** Whether a record mentions something in these directories or files, by which it should have been made without them. */
export const mentions = (
  host: Pick<Host, 'files'>,
  record: CodeRecord,
  paths: readonly string[],
): boolean => {
  const { directory, prefix = '', changed = [] } = record;
  const find = pathFinder(host, { root: repositoryTop(record), prefix, directory });
  return paths
    .flatMap(find)
    .some((path) => changed.some((name) => name === path || name.startsWith(`${path}/`)));
};
