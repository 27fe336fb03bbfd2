import type { Host } from '../host/host.ts';
import { type IgnoreRules, ignoreRules } from './ignore-rules.ts';

/** The name of the files that say what does not belong to the code, over what git ignores. */
export const ownIgnoreFile = '.mrunnerignore';

/** How a directory is walked. */
export interface WalkRules {
  /** Of a path, as rules of git say; a directory's ends with a slash. */
  readonly isIgnored: (path: string) => boolean;
  /** Called with each directory before what is in it: `` for the top, else `a/b`. */
  readonly enter?: (directory: string) => void;
  /** Rules over those of git; null where nothing is left out. */
  readonly own: IgnoreRules | null;
}

/**
 * Walks a directory and gives its files and links, relative to it, but for those that the rules leave out. What is called
 * `.git` is never part of it; links are not followed.
 *
 * @param start a directory inside, to walk only that: `a/b`
 */
export function* walkCode(
  host: Pick<Host, 'files'>,
  top: string,
  rules: WalkRules,
  start = '',
): Iterable<string> {
  const { isIgnored, own, enter } = rules;
  function* below(directory: string, wasIgnored: boolean, isBack: boolean): Iterable<string> {
    enter?.(directory);
    for (const name of host.files.list(`${top}/${directory}`)) {
      if (name === '.git') continue;
      const path = directory === '' ? name : `${directory}/${name}`;
      const isDirectory = host.files.lookAt(`${top}/${path}`)?.kind === 'directory';
      const asked = isDirectory ? `${path}/` : path;
      const verdict = own?.of(asked) ?? 'none';
      if (verdict === 'ignored') continue;
      const back = isBack || verdict === 'back';
      const ignored = wasIgnored || isIgnored(asked);
      if (isDirectory) {
        if (!ignored || back || own?.bringsBack()) yield* below(path, ignored, back);
      } else if (back || !ignored) {
        yield path;
      }
    }
  }
  yield* below(start, false, false);
}

/** Rules of the ignore files that git would read, for a directory without git. */
export function rulesWithoutGit(
  host: Pick<Host, 'files' | 'env'>,
  top: string,
  own: IgnoreRules,
): WalkRules {
  const git = ignoreRules();
  const { HOME = '', XDG_CONFIG_HOME } = host.env;
  const users = `${XDG_CONFIG_HOME || `${HOME}/.config`}/git/ignore`;
  for (const file of [users, `${top}/.git/info/exclude`]) git.add('', host.files.read(file) ?? '');
  return {
    own,
    isIgnored: (path) => git.of(path) === 'ignored',
    enter: (directory) => {
      const read = (name: string): string => host.files.read(`${top}/${directory}/${name}`) ?? '';
      git.add(directory, read('.gitignore'));
      own.add(directory, read(ownIgnoreFile));
    },
  };
}
