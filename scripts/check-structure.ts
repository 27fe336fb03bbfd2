/**
 * Checks the structure of the repository: the direction of imports, no effects in core, small files with telling names,
 * and of Python also that it needs nothing but Python 3.8.
 * (Cycles of imports are found by Biome.) Prints each violation as `file:line: what; what to do instead`, and exits with 1
 * when there is one.
 */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import {
  effectViolations,
  exportViolations,
  lengthViolations,
  nameViolations,
} from './structure/file-rules.ts';
import { importViolations } from './structure/import-rules.ts';
import { maskSource } from './structure/mask-source.ts';
import { pythonViolations } from './structure/python-rules.ts';
import { readPython } from './structure/read-python.ts';
import type { SourceFile } from './structure/violation.ts';

const rules = [
  importViolations,
  exportViolations,
  effectViolations,
  nameViolations,
  lengthViolations,
];

const root = dirname(import.meta.dirname);
const skipped = new Set(['node_modules', 'dist', 'mruns']);
const paths = globSync('{packages,examples,docs,scripts,bench}/**/*.{ts,mts,js,mjs}', {
  cwd: root,
  exclude: (path) => skipped.has(path.split(sep).at(-1) ?? ''),
});

const lines = paths.sort().flatMap((native) => {
  const path = native.replaceAll(sep, '/');
  const text = readFileSync(join(root, path), 'utf8');
  const file: SourceFile = { path, text, masked: maskSource(text) };
  return rules
    .flatMap((rule) => rule(file))
    .map(({ line, what, instead }) => `${path}:${line}: ${what}; ${instead}`);
});

const pythonPaths = globSync('packages/*/python/**/*.py', { cwd: root });
const python = readPython(root, pythonPaths.map((path) => path.replaceAll(sep, '/')).sort());
if (python === undefined) {
  if (process.env.MRUNNER_TEST_REQUIRE === 'all')
    throw new Error('python3 (3.10 or later) is missing');
  console.log('No python3 of 3.10 or later: files of Python are not checked.');
}
lines.push(
  ...(python ?? []).flatMap((file) =>
    pythonViolations(file).map(
      ({ line, what, instead }) => `${file.path}:${line}: ${what}; ${instead}`,
    ),
  ),
);

for (const line of lines) console.error(line);
if (lines.length > 0) {
  console.error(`\n${lines.length} violations of the structure (docs/architecture.md says why).`);
  process.exitCode = 1;
} else {
  console.log(`The structure holds in ${paths.length + (python ?? []).length} files.`);
}
