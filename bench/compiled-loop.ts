import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Compiles `posix-spawn.c` into a directory; undefined where there is no C compiler. */
export const compiledLoop = (directory: string): string | undefined => {
  const source = fileURLToPath(new URL('posix-spawn.c', import.meta.url));
  const binary = join(directory, 'posix-spawn');
  return spawnSync('cc', ['-O2', '-o', binary, source]).status === 0 ? binary : undefined;
};
