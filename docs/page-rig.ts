import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Rig } from '../packages/cli/test/rig/rig.ts';

const root = join(import.meta.dirname, '..');

const ownPrograms = {
  mrun: 'packages/cli/bin/mrun.js',
  tsc: 'node_modules/typescript/bin/tsc',
  vitest: 'node_modules/vitest/vitest.mjs',
};

/** What a reader has who installed mrunner, zod, vitest and typescript. */
export const givePrograms = (rig: Rig): void => {
  for (const name of ['zod', 'vitest', '@types']) {
    symlinkSync(join(root, 'node_modules', name), rig.path('node_modules', name));
  }
  for (const [name, program] of Object.entries(ownPrograms)) {
    const path = `node_modules/.bin/${name}`;
    rig.write({ [path]: `#!/bin/sh\nexec node '${join(root, program)}' "$@"\n` });
    chmodSync(rig.path(path), 0o755);
  }
};

/**
 * Runs the lines of a block as a reader would type them, until one fails.
 *
 * @param programs directories that a reader has on PATH before the others
 */
export const runIn = async (
  rig: Rig,
  code: string,
  programs: readonly string[] = [],
): Promise<{ exitCode: number | null; output: string }> => {
  const { PATH = '' } = rig.env;
  const paths = [...programs, rig.path('node_modules/.bin'), dirname(process.execPath), PATH];
  const shell = spawn('sh', ['-e', '-c', `exec 2>&1\n${code}`], {
    cwd: rig.directory,
    env: { ...rig.env, PATH: paths.join(delimiter) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output, [exitCode]] = await Promise.all([text(shell.stdout), once(shell, 'close')]);
  return { exitCode, output };
};
