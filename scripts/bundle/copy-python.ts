import { copyFileSync, globSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

const packages = [
  'packages/core/python/mrunner_spec',
  'packages/runtime/python/mrunner_runtime',
  'packages/runtime/python/mrunner',
  'packages/runtime/python/deeplib',
];

/** Copies the Python packages that users need, without their tests. Answers the copies, relative to the bundle. */
export const copyPython = (root: string, to: string): readonly string[] =>
  packages.flatMap((name) => {
    const parent = dirname(join(root, name));
    const files = globSync(`${name.split('/').at(-1)}/**/*.{py,typed}`, { cwd: parent });
    return files.map((file) => {
      mkdirSync(dirname(join(to, file)), { recursive: true });
      copyFileSync(join(parent, file), join(to, file));
      return join('python', file);
    });
  });
