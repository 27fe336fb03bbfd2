import { dirname, join, relative } from 'node:path';
import {
  type CodeRecord,
  type DiffSection,
  fail,
  ok,
  type Problem,
  type Result,
} from '@mrunner/core';
import { gitIn } from '../git/git-in.ts';
import type { Host } from '../host/host.ts';
import { exportCommit } from './export-commit.ts';
import { keptDifferences, type MissingCode } from './missing-code.ts';
import { repositoryTop } from './repository-paths.ts';

/**
 * Writes the code that was in place into an empty directory: the whole repository, as its commit with the differences. Answers
 * which files are missing from it; a problem when nothing can be given.
 *
 * @param secretFiles absolute paths of files that were kept out of the record
 */
export async function rebuildCode(
  host: Host,
  code: CodeRecord,
  to: string,
  secretFiles: readonly string[],
): Promise<Result<readonly MissingCode[]>> {
  const { directory, commit } = code;
  if (commit === undefined && code.changed === undefined) return fail(notInGit(directory));
  const top = repositoryTop(code);
  const isThere = host.files.exists(directory);
  const exported =
    commit === undefined ? [] : isThere ? await exportCommit(host, top, commit, to) : undefined;
  if (exported === undefined) return fail(commitGone(commit ?? '', top, isThere));
  host.files.makeDirectories(to);
  const inRepository = secretFiles.map((file) => relative(top, file));
  const { sections, removed, missing } = keptDifferences(code, inRepository);
  for (const path of removed) host.files.remove(`${to}/${path}`);
  const unfit = await applySections(host, sections, to);
  return ok([...exported, ...missing, ...unfit]);
}

/** All at once, or, when that fails, one by one: what does not fit is told. */
async function applySections(
  host: Host,
  sections: readonly DiffSection[],
  to: string,
): Promise<readonly MissingCode[]> {
  if (sections.length === 0) return [];
  const place = host.files.realPath(to) ?? to;
  // In a repository around it, git would take the paths for that one's.
  const git = gitIn(host, place, { env: { GIT_CEILING_DIRECTORIES: dirname(place) } });
  const patch = join(place, '.patch-of-mrunner');
  const apply = async (text: string): Promise<boolean> => {
    host.files.write(patch, text);
    const done = await git('apply', '--whitespace=nowarn', patch);
    return done.code === 0;
  };
  try {
    if (await apply(sections.map(({ text }) => text).join(''))) return [];
    const unfit: MissingCode[] = [];
    for (const { path, text } of sections) {
      if (!(await apply(text))) unfit.push({ path, why: 'its differences do not fit the commit' });
    }
    return unfit;
  } finally {
    host.files.remove(patch);
  }
}

const notInGit = (directory: string): Problem => ({
  kind: 'missing',
  path: 'code',
  message: `there is no record of the code: ${directory} was not in git, and its files were used in place`,
  details: ['with --code snapshot a sweep keeps a copy of its code'],
});

const commitGone = (commit: string, top: string, isThere: boolean): Problem => ({
  kind: 'missing',
  path: 'code',
  message: isThere
    ? `the repository ${top} has no commit ${commit.slice(0, 7)}`
    : `the repository ${top} is gone`,
  details: [isThere ? 'git fetch may bring it back' : 'put it back, or clone it to that place'],
});
