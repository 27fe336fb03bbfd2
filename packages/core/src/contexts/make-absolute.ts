import type { Problem } from '../problems/problem.ts';
import { contextKey } from './context-keys.ts';
import { problemAt } from './given.ts';
import { resolvePath } from './resolve-path.ts';
import { type Setting, type Settings, settingValue } from './setting.ts';

/** Whether runs have other file systems than this machine. */
export const isRemote = (settings: Settings): boolean =>
  settingValue(settings, 'backend') === 'kubernetes' ||
  settingValue(settings, 'slurm_url') !== undefined;

/**
 * Makes the paths on this machine absolute, each from the directory of the file that names it. Paths on another machine
 * stay as they are written.
 */
export const makeAbsolute = (
  settings: Settings,
  home: string,
): { readonly settings: Settings; readonly problems: readonly Problem[] } => {
  const remote = isRemote(settings);
  const problems: Problem[] = [];
  const absolute = new Map(settings);
  for (const [id, setting] of settings) {
    const { paths } = contextKey(setting.name).kind;
    if (paths === undefined || (remote && paths.place === 'there')) continue;
    const value = paths.resolve(setting.value, (path) => {
      if (/\$[A-Za-z_{]/.test(path)) problems.push(variableInPath(setting, path));
      return resolvePath(setting.origins.at(-1)?.directory ?? '/', path, home);
    });
    absolute.set(id, { ...setting, value });
  }
  return { settings: absolute, problems };
};

/** Left alone, it would make a directory named `$SCRATCH`. */
const variableInPath = ({ given }: Setting, path: string): Problem =>
  problemAt(given, {
    kind: 'value',
    message: `expected a path, got ${path}: variables are not filled in here`,
    details: ['write the whole path, or ~ for the home directory'],
  });
