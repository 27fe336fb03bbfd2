import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { nodeHost } from '../host/node-host.ts';
import { ownPythonFiles } from './own-python-files.ts';

test('the Python for other machines is that of the packages alone, from all directories', () => {
  const top = mkdtempSync(join(tmpdir(), 'mrunner-own-python-'));
  const files = [
    'core/mrunner_spec/__main__.py',
    'core/mrunner_spec/__pycache__/__main__.cpython-313.pyc',
    'core/tests/test_a.py',
    'runtime/mrunner_runtime/py.typed',
    'runtime/mrunner/helpers/client_helper.py',
    'runtime/setup.py',
  ];
  for (const file of files) {
    mkdirSync(dirname(join(top, file)), { recursive: true });
    writeFileSync(join(top, file), '');
  }
  const real = nodeHost();
  const pythonDirectories = [join(top, 'core'), join(top, 'runtime')];
  const host = { ...real, machine: { ...real.machine, pythonDirectories } };
  expect(ownPythonFiles(host)).toEqual([
    { from: join(top, files[0] ?? ''), to: 'mrunner_spec/__main__.py' },
    { from: join(top, files[3] ?? ''), to: 'mrunner_runtime/py.typed' },
    { from: join(top, files[4] ?? ''), to: 'mrunner/helpers/client_helper.py' },
  ]);
  rmSync(top, { recursive: true });
});
