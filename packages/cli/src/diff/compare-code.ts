import { type CodeRecord, differingFiles } from '@mrunner/core';
import { type AttemptCode, filesBetween } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';

/** How the code of two runs differs. */
export interface CodeComparison {
  /** Undefined when nobody can tell. */
  readonly same: boolean | undefined;
  /** Paths that differ, as far as is known. */
  readonly files: readonly string[];
  /** Why it can't be told, or not wholly. */
  readonly note?: string;
}

/** Compares by content where both states are kept, else by what git and the records of both say. */
export const compareCode = async (
  cli: Cli,
  a: AttemptCode,
  b: AttemptCode,
): Promise<CodeComparison> => {
  if (a.kind === 'image' || b.kind === 'image') {
    return { same: undefined, files: [], note: 'it is in an image, which the environment names' };
  }
  const { hash } = a.record;
  if (hash !== undefined && hash === b.record.hash) return { same: true, files: [] };
  if (a.snapshot !== undefined && b.snapshot !== undefined) {
    return compareSnapshots(a.snapshot.files, b.snapshot.files);
  }
  const [first, second] = [a.record, b.record];
  if (first.commit === undefined || second.commit === undefined) {
    return { same: undefined, files: [], note: 'not in git, so nobody can tell' };
  }
  const isCut = first.diffCut === true || second.diffCut === true;
  const cut = isCut ? { note: 'there is too much beside the commits to tell all' } : {};
  if (first.commit === second.commit) {
    const files = differingFiles(first, second);
    return { same: files.length > 0 ? false : isCut ? undefined : true, files, ...cut };
  }
  const between = await filesBetweenCommits(cli, first, second);
  if (between === undefined) {
    return { same: false, files: [], note: 'its repository does not have both commits' };
  }
  const beside = differingFiles({ ...first, commit: '' }, { ...second, commit: '' });
  const files = [...new Set([...between, ...beside])].sort();
  return { same: files.length > 0 ? false : isCut ? undefined : true, files, ...cut };
};

type Manifest = NonNullable<AttemptCode['snapshot']>['files'];

/** What set-ups and links put into a snapshot later is no code. */
const compareSnapshots = (a: Manifest, b: Manifest): CodeComparison => {
  const [before, after] = [contents(a), contents(b)];
  const files = [...new Set([...before.keys(), ...after.keys()])]
    .filter((path) => before.get(path) !== after.get(path))
    .sort();
  return { same: files.length === 0, files };
};

const contents = (files: Manifest): ReadonlyMap<string, string> =>
  new Map(files.map(({ path, ...content }) => [path, JSON.stringify(content)]));

/** The files in which the commits differ; undefined where no repository of theirs has both. */
const filesBetweenCommits = async (
  { host }: Cli,
  a: CodeRecord,
  b: CodeRecord,
): Promise<readonly string[] | undefined> => {
  for (const directory of new Set([a.directory, b.directory])) {
    if (!host.files.exists(directory)) continue;
    const files = await filesBetween(host, directory, a.commit ?? '', b.commit ?? '');
    if (files !== undefined) return files;
  }
  return undefined;
};
