import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hasTool } from '../../packages/dispatcher/test/rig.ts';
import { type PythonFile, pythonViolations } from './python-rules.ts';
import { readPython } from './read-python.ts';

test.runIf(hasTool('python3'))('Python tells of its imports, and what 3.8 can not read', () => {
  const top = mkdtempSync(join(tmpdir(), 'mrunner-structure-'));
  const text = [
    'import os.path, numpy',
    'from . import near',
    'def f():',
    '    from gin.config import x',
    'try:',
    '    import munch',
    'except ImportError:',
    '    munch = None',
    `# ${'wide '.repeat(20)}`,
  ].join('\n');
  writeFileSync(join(top, 'a.py'), text);
  writeFileSync(join(top, 'b.py'), '\nmatch x:\n    case 1: pass\n');
  const [a, b] = readPython(top, ['a.py', 'b.py']) ?? [];
  rmSync(top, { recursive: true });
  expect(a?.imports.map((it) => [it.line, it.module, it.standard, it.optional])).toEqual([
    [1, 'os', true, false],
    [1, 'numpy', false, false],
    [4, 'gin', false, true],
    [6, 'munch', false, true],
  ]);
  expect(a).toMatchObject({ lines: 9, wide: [9] });
  expect(b?.error?.text).toContain('3.10');
});

const importing = (path: string, module: string, optional = false): PythonFile => ({
  path,
  lines: 10,
  wide: [],
  error: null,
  imports: [{ line: 2, module, standard: module === 'os', optional }],
});
const core = 'packages/core/python/mrunner_spec';
const runtime = 'packages/runtime/python';

test.each([
  [`${core}/a.py`, 'mrunner_runtime', false],
  [`${core}/a.py`, 'mrunner_runtime', true],
  [`${core}/a.py`, 'numpy', false],
  [`${runtime}/mrunner_runtime/a.py`, 'mrunner', true],
  [`${runtime}/mrunner/a.py`, 'yaml', false],
])('%s may not import %s', (path, module, optional) => {
  const found = pythonViolations(importing(path, module, optional));
  expect(found).toMatchObject([{ line: 2, what: `imports ${module}` }]);
});

test.each([
  [`${core}/a.py`, 'os', false],
  [`${core}/a.py`, 'munch', true],
  [`${core}/a.py`, 'mrunner_spec', false],
  [`${core}/stand_ins/mrunner/helpers/a.py`, 'munch', false],
  [`${runtime}/mrunner_runtime/a.py`, 'mrunner_spec', false],
  [`${runtime}/mrunner_runtime/a.py`, 'yaml', true],
  [`${runtime}/mrunner/helpers/a.py`, 'mrunner_runtime', false],
  [`${runtime}/tests/a.py`, 'numpy', false],
])('%s may import %s', (path, module, optional) => {
  expect(pythonViolations(importing(path, module, optional))).toEqual([]);
});

test('a file of Python is short and narrow, and named after what it holds', () => {
  const file = { lines: 201, wide: [7], error: null, imports: [] };
  const found = pythonViolations({ ...file, path: `${runtime}/mrunner_runtime/utils.py` });
  expect(found.map(({ line }) => line)).toEqual([201, 1, 7]);
});
