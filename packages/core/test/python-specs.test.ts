import { execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { supportedPythons, tooOldPythons, venvPython } from './pythons.ts';

const directory = join(import.meta.dirname, '../python');
const program = join(directory, 'mrunner_spec');
const run = promisify(execFile);

const pythons = supportedPythons();
const isRequired = process.env.MRUNNER_TEST_REQUIRE === 'all';
const withPackages = venvPython('numpy', 'munch', 'path', 'attrs', 'omegaconf');

/** Runs the tests that are written in Python; they print what failed. */
const unittest = async (python: string, ...patterns: readonly string[]): Promise<string> => {
  const chosen = patterns.flatMap((pattern) => ['-p', pattern]);
  const { stderr } = await run(
    python,
    ['-B', '-m', 'unittest', 'discover', '-s', 'tests', '-t', '.', ...chosen],
    { cwd: directory, env: { ...process.env, PYTHONPATH: '' } },
  );
  return stderr;
};

test.runIf(pythons.length > 0 || isRequired)('some Python is there', () => {
  expect(pythons).not.toEqual([]);
});

test.each(pythons)(
  'the tests of mrunner_spec pass with Python $version',
  async ({ path }) => {
    expect(await unittest(path)).toMatch(/Ran [1-9]\d+ tests in .*\n\nOK/);
  },
  240_000,
);

test.runIf(withPackages !== undefined)(
  'values of numpy, munch, attrs and others are read',
  async () => {
    const report = await unittest(withPackages ?? '', 'test_packages.py');
    expect(report).toMatch(/Ran [1-9]\d* tests in .*\n\nOK\n$/);
    expect(report).not.toContain('skipped');
  },
);

test.runIf(withPackages !== undefined && process.env.MRUNNER_TEST_ORIGINAL !== undefined)(
  'the helper gives what the original one gives',
  async () => {
    expect(await unittest(withPackages ?? '', 'test_original.py')).toMatch(
      /Ran 3 tests .*\n\nOK\n$/,
    );
  },
);

test.each(tooOldPythons())('Python $version says that it is too old', async ({ path, version }) => {
  const child = spawn(path, [program, '{"file":"/nowhere.py","shown":"nowhere.py","spec":null}'], {
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
  });
  const answer = await text(child.stdio[3] as Readable);
  expect(JSON.parse(answer)).toEqual({ line: 'old', version });
});
