import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { neptuneYaml } from '@mrunner/core/neptune-yaml';
import { privateJson } from '@mrunner/core/values';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arbitraryParameters } from '../../core/test/arbitrary-value.ts';
import { hasPython, onePython, supportedPythons, venvPython } from '../../core/test/pythons.ts';

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

test.runIf(hasPython()).each([1, 2] as const)(
  'Python reads what is written as neptune.yaml, version %s',
  (version) => {
    const samples = fc.sample(arbitraryParameters, 500).map((parameters) => {
      const text = neptuneYaml({ project: 'p', name: 'n', parameters }, version);
      return [text, privateJson(parameters)];
    });
    const { stdout, stderr } = spawnSync(
      onePython().path,
      ['-B', join(directory, 'tests/fixtures/compare_yaml.py')],
      { input: JSON.stringify(samples), encoding: 'utf8' },
    );
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual([]);
  },
);
