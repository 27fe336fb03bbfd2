/**
 * Builds the wheel of `mrunner-runtime` for PyPI: `node scripts/build-python-wheel.ts [DIRECTORY]`, by default into
 * packages/runtime/dist. What belongs into it comes from two packages, so it is put together in a directory of its own.
 * The Python that builds is `$MRUNNER_BUILD_PYTHON`, else `python3`; with the former its own setuptools is used, else
 * pip fetches one.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { copyPython } from './bundle/copy-python.ts';

const root = join(import.meta.dirname, '..');
const python = join(root, 'packages/runtime/python');
const { MRUNNER_BUILD_PYTHON: builder } = process.env;
const to = resolve(process.argv[2] ?? join(root, 'packages/runtime/dist'));
const place = mkdtempSync(join(tmpdir(), 'mrunner-wheel-'));
try {
  copyPython(root, place, [
    'packages/core/python/mrunner_spec',
    'packages/runtime/python/mrunner_runtime',
  ]);
  for (const name of ['pyproject.toml', 'README.md']) {
    copyFileSync(join(python, name), join(place, name));
  }
  copyFileSync(join(root, 'LICENSE'), join(place, 'LICENSE'));
  mkdirSync(to, { recursive: true });
  const words = ['-m', 'pip', 'wheel', '--quiet', '--disable-pip-version-check', '--no-deps'];
  const isolation = builder === undefined ? [] : ['--no-build-isolation'];
  execFileSync(builder ?? 'python3', [...words, ...isolation, '--wheel-dir', to, place], {
    stdio: 'inherit',
  });
} finally {
  rmSync(place, { recursive: true });
}
