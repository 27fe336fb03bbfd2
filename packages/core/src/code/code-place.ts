import { sweepFileNames } from '../sweep/sweep-paths.ts';
import type { CodeRecord } from '../sweep/sweep-record.ts';

/**
 * The directory that stands for the project directory in the tree of a code state: `<home>/code/<hash>`. Of a state that
 * was in place the tree is one of the whole repository, and the project may be a directory in it.
 */
export const codeRoot = (home: string, { mode, hash, prefix }: CodeRecord): string => {
  const tree = `${home}/${sweepFileNames.codeTree(hash ?? unknownHash)}`;
  return mode === 'in-place' && prefix !== undefined ? `${tree}/${prefix}` : tree;
};

/** Stands for the hash in a plan: it is known when the snapshot has been taken. */
const unknownHash = '<code>';

/** The same place below another directory, for a path that is inside of the first; else the path as it is. */
export const movedInto = (path: string, from: string, to: string): string => {
  if (path === from) return to;
  return path.startsWith(`${from}/`) ? `${to}${path.slice(from.length)}` : path;
};
