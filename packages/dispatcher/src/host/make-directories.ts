import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorCode } from './error-code.ts';

/**
 * Makes a directory and those above it; gives the topmost one that was made, undefined when it was there.
 * Node's own `recursive` never comes back where the parent exists and yet takes no entries, as /proc.
 */
export const makeDirectories = (path: string): string | undefined => {
  try {
    return makeOne(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT' || dirname(path) === path) throw error;
    const first = makeDirectories(dirname(path));
    return makeOne(path) === undefined ? first : (first ?? path);
  }
};

const makeOne = (path: string): string | undefined => {
  try {
    mkdirSync(path);
    return path;
  } catch (error) {
    if (errorCode(error) === 'EEXIST' && statSync(path).isDirectory()) return undefined;
    throw error;
  }
};
