import { gitIn } from '../git/git-in.ts';
import type { Host } from '../host/host.ts';

/**
 * The files below a directory that git tracks, and those that it neither tracks nor ignores, of submodules and
 * repositories inside too. Relative to the directory. Undefined where git has no say: it is not installed, there is no
 * repository, or the repository ignores this very directory.
 */
export async function gitFiles(
  host: Host,
  directory: string,
): Promise<readonly string[] | undefined> {
  const git = gitIn(host, directory);
  const listing = await git('ls-files', '-z', '--cached', '--others', '--exclude-standard');
  if (listing.code !== 0) return undefined;
  const names = [...new Set(listing.stdout.split('\0').filter((name) => name !== ''))];
  if (names.length === 0 && (await git('check-ignore', '-q', '.')).code === 0) return undefined;
  const files: string[] = [];
  for (const name of names) {
    const path = name.replace(/\/$/, '');
    if (host.files.lookAt(`${directory}/${path}`)?.kind !== 'directory') {
      files.push(path);
      continue;
    }
    // What git lists as one name and is a directory, is a repository of its own; a submodule may not be there.
    if (!host.files.exists(`${directory}/${path}/.git`)) continue;
    const inside = (await gitFiles(host, `${directory}/${path}`)) ?? [];
    for (const file of inside) files.push(`${path}/${file}`);
  }
  return files;
}
