import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { PythonFile } from './python-rules.ts';

const program = fileURLToPath(new URL('./read_python.py', import.meta.url));
const isNewEnough = 'import sys; sys.exit(sys.version_info < (3, 10))';

/** What Python says of its own files; undefined when there is no Python that can (3.10 or later). */
export const readPython = (
  root: string,
  paths: readonly string[],
): readonly PythonFile[] | undefined => {
  try {
    execFileSync('python3', ['-c', isNewEnough], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  const output = execFileSync('python3', ['-I', program], {
    cwd: root,
    input: paths.join('\n'),
    encoding: 'utf8',
  });
  return JSON.parse(output) as PythonFile[];
};
