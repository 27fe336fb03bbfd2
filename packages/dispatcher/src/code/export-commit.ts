import { gitIn } from '../git/git-in.ts';
import type { Host } from '../host/host.ts';
import type { MissingCode } from './missing-code.ts';

/**
 * Writes all files of a commit into an empty directory, submodules too, as far as their repositories are there. Answers
 * what is missing; undefined when the repository does not have the commit. The repository and its index stay as they are.
 */
export async function exportCommit(
  host: Host,
  repository: string,
  commit: string,
  to: string,
): Promise<readonly MissingCode[] | undefined> {
  const index = `${to}/.index-of-mrunner`;
  const git = gitIn(host, repository, { env: { GIT_INDEX_FILE: index } });
  const isThere = await git('cat-file', '-e', `${commit}^{commit}`);
  if (isThere.code !== 0) return undefined;
  host.files.makeDirectories(to);
  try {
    const read = await git('read-tree', commit);
    const written = await git('checkout-index', '--all', '--quiet', `--prefix=${to}/`);
    if (read.code !== 0 || written.code !== 0) {
      return [{ path: '', why: (read.stderr + written.stderr).trim() }];
    }
  } finally {
    host.files.remove(index);
    host.files.remove(`${index}.lock`);
  }
  const tree = await git('ls-tree', '-r', '-z', commit);
  const missing: MissingCode[] = [];
  for (const entry of tree.stdout.split('\0')) {
    const [, sha = '', path = ''] = /^160000 commit (\w+)\t(.*)$/s.exec(entry) ?? [];
    if (path === '') continue;
    const inside = host.files.exists(`${repository}/${path}/.git`)
      ? await exportCommit(host, `${repository}/${path}`, sha, `${to}/${path}`)
      : undefined;
    const whole = inside ?? [{ path: '', why: 'the submodule is not there' }];
    missing.push(
      ...whole.map((one) => ({ ...one, path: one.path === '' ? path : `${path}/${one.path}` })),
    );
  }
  return missing;
}
