import { join, relative, resolve } from 'node:path';
import type { CodeRecord } from '@mrunner/core';
import type { Host } from '../host/host.ts';

/** A directory in a repository. */
export interface RepositoryPlace {
  /** The top of the repository, as git names it. */
  readonly root: string;
  /** Where the directory is in it. */
  readonly prefix: string;
  readonly directory: string;
}

/** The top of the repository that the directory of a code record is in, by the name that the directory has. */
export const repositoryTop = ({ directory, prefix }: CodeRecord): string =>
  prefix === undefined ? directory : directory.slice(0, -prefix.length - 1);

/** What git calls a file, by the name given and by what that links to; nothing when it is outside of the repository. */
export type PathFinder = (file: string) => readonly string[];

export const pathFinder =
  (host: Pick<Host, 'files'>, { root, prefix, directory }: RepositoryPlace): PathFinder =>
  (file) => {
    const absolute = resolve(directory, file);
    // Git's root is without links, and the directory's name may have some: so they meet in the prefix.
    const named = join(prefix, relative(directory, absolute));
    const real = host.files.realPath(absolute);
    const paths = [named, ...(real === undefined ? [] : [relative(root, real)])];
    return paths.filter((path) => path !== '' && path !== '.' && !/^(\.\.)?(\/|$)/.test(path));
  };
