import {
  type CodeRecord,
  type DiffSection,
  diffSections,
  isDotenvName,
  isWhole,
} from '@mrunner/core';

/** A file of a code state that can't be given back. */
export interface MissingCode {
  /** Relative to the top of what is given back. */
  readonly path: string;
  readonly why: string;
  /** It was never kept since it may hold secrets. */
  readonly isSecret?: true;
}

/** What the record of a state in place can bring over its commit, and what it can't. */
export interface KeptDifferences {
  readonly sections: readonly DiffSection[];
  /** Binary files that were removed: git's own way to say so takes their content. */
  readonly removed: readonly string[];
  readonly missing: readonly MissingCode[];
}

/** Takes a record apart into the differences that git can apply, and the files whose differences were not kept. */
export function keptDifferences(
  { diff = '', changed = [], diffCut }: CodeRecord,
  secretFiles: readonly string[],
): KeptDifferences {
  const all = diffSections(diff);
  const sections = all.filter((section) => isWhole(section) && !isSubmodule(section));
  const removed = all
    .filter((section) => !isWhole(section) && /^deleted file mode /m.test(section.text))
    .map(({ path }) => path);
  const kept = new Set([...sections.map(({ path }) => path), ...removed]);
  const known = new Map(all.map((section) => [section.path, section]));
  const missing = changed
    .filter((path) => !kept.has(path))
    .map((path): MissingCode => {
      if (isDotenvName(path) || secretFiles.includes(path)) {
        return { path, why: 'it may hold secrets, so that it was not kept', isSecret: true };
      }
      const section = known.get(path);
      if (path.endsWith('/') || (section !== undefined && isSubmodule(section))) {
        return { path, why: 'it is a repository of its own' };
      }
      if (diffCut && section === undefined) {
        return { path, why: 'there was too much that differed, so that not all was kept' };
      }
      return { path, why: 'it is no text in UTF-8, so that it was not kept' };
    });
  return { sections, removed, missing };
}

const isSubmodule = ({ text }: DiffSection): boolean => /^[+-]Subproject commit /m.test(text);
