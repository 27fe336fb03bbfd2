import { cpSync, existsSync, readdirSync, realpathSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createRig, type Rig } from '../packages/cli/test/rig/rig.ts';

const notCopied = new Set(['node_modules', 'mruns']);

/**
 * A project with a copy of an example, and with the packages that the example depends on.
 *
 * @param directory the example's, absolute
 */
export const createExampleRig = (directory: string): Rig => {
  const rig = createRig();
  cpSync(directory, rig.directory, {
    recursive: true,
    filter: (path) => !notCopied.has(basename(path)),
  });
  const packages = join(directory, 'node_modules');
  for (const name of existsSync(packages) ? readdirSync(packages) : []) {
    if (name.startsWith('.') || name === 'mrunner') continue;
    symlinkSync(realpathSync(join(packages, name)), rig.path('node_modules', name));
  }
  return rig;
};

/** What `mrun status --json` says of each run, as far as the tests of examples ask. */
export interface RunFacts {
  readonly index: number;
  readonly state: string;
  readonly dir: string;
  readonly parameters: { readonly [name: string]: unknown };
}

/** The runs of the newest sweep. */
export const runsOf = async (rig: Rig): Promise<readonly RunFacts[]> =>
  JSON.parse((await rig.mrun(['status', '--json'])).stdout).runs;
