import { spawnSync } from 'node:child_process';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { shellQuote } from '@mrunner/core';

/**
 * Files that a login shell reads at home. For jobs under --export=NONE slurmd makes a login shell of their user: what somebody has
 * there (version managers that lock a file, for one) would decide how long jobs of tests take to start.
 */
const loginFiles = ['.bash_profile', '.bash_login', '.profile', '.bashrc', '.zprofile', '.zshrc'];

/** Hides them from the process and its children alone; mounts that come later are seen by these, too. */
const hideThem = [
  ...loginFiles.map((name) => {
    const file = shellQuote(join(userInfo().homedir, name));
    return `[ ! -f ${file} ] || mount --bind /dev/null ${file} || exit`;
  }),
  'exec "$@"',
].join('\n');

const hiding = ['unshare', '--mount', '--propagation', 'slave', 'sh', '-c', hideThem, 'sh'];

let canHide: boolean | undefined;

/** The words that start a program whose login shells read no files at home, where that may be done here. */
export const withPlainLogin = (words: readonly string[]): readonly string[] => {
  canHide ??= spawnSync(hiding[0] ?? '', [...hiding.slice(1), 'true']).status === 0;
  return canHide ? [...hiding, ...words] : words;
};
