import type { Finished, Host } from '../host/host.ts';

/** Runs git with these words. A git that can't be started has code 127. */
export type Git = (...words: string[]) => Promise<Finished>;

/** How git is run. */
export interface GitOptions {
  /** Over the launcher's own environment. */
  readonly env?: { readonly [name: string]: string };
  /** Bytes of output to keep; default: all. */
  readonly limit?: number;
}

/** Git in a directory, kept from finding other repositories than that one. */
export const gitIn = (
  host: Pick<Host, 'processes' | 'env'>,
  cwd: string,
  { env = {}, limit = Number.POSITIVE_INFINITY }: GitOptions = {},
): Git => {
  const { GIT_DIR: _, GIT_WORK_TREE: __, GIT_INDEX_FILE: ___, ...inherited } = host.env;
  // A look must not take git's lock from what the user does meanwhile.
  const whole = { ...inherited, GIT_OPTIONAL_LOCKS: '0', ...env };
  return (...words) => host.processes.run(['git', ...words], { cwd, env: whole, limit });
};

/** The paths in which two commits differ; undefined when the repository that a directory is in does not have both. */
export async function filesBetween(
  host: Pick<Host, 'processes' | 'env'>,
  directory: string,
  a: string,
  b: string,
): Promise<readonly string[] | undefined> {
  const names = ['diff', '--no-renames', '--name-only', '-z'];
  const { code, stdout } = await gitIn(host, directory)(...names, a, b, '--');
  return code === 0 ? stdout.split('\0').filter((path) => path !== '') : undefined;
}
