import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A disk that is quickly full. */
export interface SmallDisk extends AsyncDisposable {
  readonly path: string;
}

/** Mounts a small disk; undefined where that is not allowed. */
export const createSmallDisk = (size: string): SmallDisk | undefined => {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'mrunner-disk-')));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', path], {
      stdio: 'ignore',
    });
  } catch {
    rmSync(path, { recursive: true });
    if (process.env.MRUNNER_TEST_REQUIRE === 'all') throw new Error('a tmpfs can not be mounted');
    return undefined;
  }
  return {
    path,
    [Symbol.asyncDispose]: async () => {
      // What records the environment in the background may still look into it.
      execFileSync('umount', ['-l', path]);
      rmSync(path, { recursive: true });
    },
  };
};
