import { copyFileSync, globSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The Python that comes with mrunner, relative to the repository. */
export const pythonPackages: readonly string[] = [
  'packages/core/python/mrunner_spec',
  'packages/runtime/python/mrunner_runtime',
  'packages/runtime/python/mrunner',
  'packages/runtime/python/deeplib',
];

/** Copies packages of Python, without what is no source of them. Answers the copies, relative to the directory. */
export const copyPython = (
  root: string,
  to: string,
  packages: readonly string[],
): readonly string[] =>
  packages.flatMap((name) => {
    const parent = dirname(join(root, name));
    const files = globSync(`${name.split('/').at(-1)}/**/*.{py,typed}`, { cwd: parent });
    for (const file of files) {
      mkdirSync(dirname(join(to, file)), { recursive: true });
      copyFileSync(join(parent, file), join(to, file));
    }
    return files;
  });
