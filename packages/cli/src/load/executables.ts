import { accessSync, constants } from 'node:fs';
import { didYouMean } from '@mrunner/core';
import type { Cli } from '../cli.ts';

type Files = Cli['host']['files'];

/** Whether a path is a file that may be started. What is in a directory of others is none. */
export const isExecutable = (files: Files, path: string): boolean =>
  isAllowed(path, constants.X_OK) && files.stat(path)?.directory === false;

/** Whether new files may be put into a directory. */
export const isWritable = (directory: string): boolean =>
  isAllowed(directory, constants.W_OK | constants.X_OK);

const isAllowed = (path: string, mode: number): boolean => {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
};

/** Whether a program of this name is found on a search path. */
export const isOnPath = (files: Files, name: string, searchPath: string): boolean =>
  directoriesOf(searchPath).some((directory) => isExecutable(files, `${directory}/${name}`));

/** The program on a search path whose name is nearest. */
export const nearestOnPath = (
  files: Files,
  name: string,
  searchPath: string,
): string | undefined => {
  const names = new Set(
    directoriesOf(searchPath).flatMap((directory) => namesIn(files, directory)),
  );
  return didYouMean(name, names);
};

/** The names in a directory; none when it is missing or not a directory. */
export const namesIn = (files: Files, directory: string): readonly string[] =>
  isAllowed(directory, constants.R_OK | constants.X_OK) && files.stat(directory)?.directory === true
    ? files.list(directory)
    : [];

const directoriesOf = (searchPath: string): string[] =>
  searchPath.split(':').filter((directory) => directory !== '');
