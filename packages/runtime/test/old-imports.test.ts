import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { supportedPythons, venvPython } from '../../core/test/pythons.ts';

// The tests themselves are in Python: what old scripts import, by scripts as they are in the wild.
const tests = join(import.meta.dirname, '../python/tests/old_imports');

const runTests = (python: string, pattern: string): { code: number | null; said: string } => {
  const { status, stderr } = spawnSync(
    python,
    [
      '-B',
      '-W',
      'error::DeprecationWarning',
      '-m',
      'unittest',
      'discover',
      '-s',
      tests,
      '-p',
      pattern,
    ],
    { encoding: 'utf8' },
  );
  return { code: status, said: stderr };
};

const pythons = supportedPythons();
if (pythons.length === 0 && process.env.MRUNNER_TEST_REQUIRE === 'all') {
  throw new Error('python3 is missing');
}

test.each(pythons)('scripts for older mrunners run unchanged with Python $version', ({ path }) => {
  const { code, said } = runTests(path, 'test_*.py');
  expect(said).toMatch(/Ran \d\d tests/);
  expect(code, said).toBe(0);
});

const withLibraries = venvPython('gin', 'absl', 'munch', 'numpy');
test.skipIf(withLibraries === undefined)(
  'they find gin, absl, munch and numpy where these are',
  () => {
    const { code, said } = runTests(withLibraries ?? '', 'test_*.py');
    expect(said).not.toContain('skipped');
    expect(code, said).toBe(0);
  },
);
