import { homedir } from 'node:os';
import { relative } from 'node:path';
import type { Cli } from '../cli.ts';

/** The user's home directory. */
export const homeDirectory = (env: Cli['env']): string => {
  const home = env.HOME;
  return home === undefined || home === '' ? homedir() : home;
};

/**
 * A path as short as it can be typed: relative below the directory that `mrun` was typed in or next to it, from the home
 * directory with `~`, else absolute.
 */
export const shownPath = ({ cwd, env }: Pick<Cli, 'cwd' | 'env'>, path: string): string => {
  const near = relative(cwd, path);
  if (near === '') return '.';
  if (!near.startsWith('../..') && near.length < path.length) return near;
  const home = homeDirectory(env);
  return path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
};
