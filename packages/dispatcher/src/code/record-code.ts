import type { CodeRecord } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import { additionsOf } from './untracked-diff.ts';

/** Bytes of differences that are kept. */
const diffLimit = 1 << 20;

/**
 * Which code a project directory holds: commit, branch, and how the files differ from it, untracked text files too. The
 * mode and the directory alone when git has nothing to say.
 */
export async function recordCode(host: Host, directory: string): Promise<CodeRecord> {
  const plain = { mode: 'in-place', directory } as const;
  const git = (...words: string[]) =>
    host.processes.run(['git', '-c', 'core.quotePath=false', ...words], {
      cwd: directory,
      // A look must not take git's lock from what the user does meanwhile.
      env: { ...host.env, GIT_OPTIONAL_LOCKS: '0' },
      limit: diffLimit + 1,
    });
  const [root, commit, branch, status, diff] = await Promise.all([
    git('rev-parse', '--show-toplevel'),
    git('rev-parse', '--verify', '--quiet', 'HEAD'),
    git('symbolic-ref', '--short', '--quiet', 'HEAD'),
    git('status', '--porcelain=v1', '-z', '--untracked-files=all', '--no-renames'),
    git('diff', 'HEAD', '--no-color', '--no-ext-diff', '--no-renames'),
  ]);
  if (root.code !== 0) return plain;
  const entries = status.stdout.split('\0').filter((entry) => entry.length > 3);
  const changed = entries.map((entry) => entry.slice(3));
  const untracked = entries
    .filter((entry) => entry.startsWith('??'))
    .map((entry) => entry.slice(3));
  const tracked = diff.code === 0 ? diff.stdout : '';
  const room = diffLimit - Buffer.byteLength(tracked);
  const additions = additionsOf(host, root.stdout.trimEnd(), untracked, room);
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
