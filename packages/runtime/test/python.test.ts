import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { supportedPythons, venvPython } from '../../core/test/pythons.ts';

const directory = join(import.meta.dirname, '../python');

/** Runs the tests of the Python runtime. */
const runTests = (python: string) =>
  spawnSync(python, ['-B', '-m', 'unittest', 'discover', '-t', '.', '-s', 'tests'], {
    cwd: directory,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: process.env.HOME },
  });

test.each(supportedPythons())(
  'the runtime works in Python $version',
  ({ path }) => {
    const { status, stderr } = runTests(path);
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringMatching(/\nOK/) });
  },
  180_000,
);

const python = venvPython('numpy', 'yaml');

test.skipIf(!python)(
  'the runtime agrees with PyYAML, and takes numbers of numpy',
  () => {
    const { status, stderr } = runTests(python ?? '');
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringMatching(/\nOK\n$/) });
  },
  180_000,
);
