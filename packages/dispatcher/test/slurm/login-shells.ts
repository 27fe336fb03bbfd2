import { shellQuote } from '@mrunner/core';

/** A shell that a user of a login node may have. */
export type LoginShell = 'bash' | 'sh' | 'tcsh' | 'fish';

/** The file that each reads at the start of every session. sh reads none. */
const startFiles: { readonly [shell in LoginShell]: string | undefined } = {
  bash: '.bashrc',
  sh: undefined,
  tcsh: '.tcshrc',
  fish: '.config/fish/config.fish',
};

/** A file, by its path below the home directory, that makes the shell print text in each session. */
export function noisyStart(
  shell: LoginShell,
  noise: string,
): { readonly path: string; readonly text: string } {
  const path = startFiles[shell];
  if (path === undefined) throw new Error(`${shell} reads no file at its start`);
  const lines = noise.split('\n').map((line) => `echo ${shellQuote(line)}\n`);
  return { path, text: lines.join('') };
}
