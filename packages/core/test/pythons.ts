import { execFileSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { beforeEach } from 'vitest';

/** A Python of this machine. */
export interface Python {
  /** The program, as it can be started. */
  readonly path: string;
  /** Such as `3.8.18`. */
  readonly version: string;
}

const oldest = [3, 8] as const;
let found: readonly Python[] | undefined;

/** Pythons that mrunner supports, one of each minor version; that of PATH comes first. */
export const supportedPythons = (): readonly Python[] =>
  allPythons().filter(({ version }) => isSupported(version));

/** The Python of tests that want any one that is supported. Where there is none, `hasPython` is for them. */
export const onePython = (): Python =>
  supportedPythons()[0] ?? { path: 'python3', version: 'missing' };

/** Whether tests that need a Python are run: where all is required, they fail without one. */
export const hasPython = (): boolean =>
  supportedPythons().length > 0 || process.env.MRUNNER_TEST_REQUIRE === 'all';

/** Skips all tests of a file where there is no Python for them, and says so. Called behind its own `beforeEach`. */
export const needsPython = (): void => {
  beforeEach(({ skip }) => skip(!hasPython(), 'there is no Python of at least 3.8'));
};

/** Pythons that are older than mrunner supports, also Python 2. */
export const tooOldPythons = (): readonly Python[] =>
  allPythons().filter(({ version }) => !isSupported(version));

/**
 * The Python of the tests' own virtual environment, if it has these modules. Undefined when it is missing: such a test is
 * skipped, and fails where MRUNNER_TEST_REQUIRE is `all`.
 *
 * @example venvPython('numpy', 'munch')
 */
export const venvPython = (...modules: readonly string[]): string | undefined => {
  const path = join(import.meta.dirname, '../../../.venv-test/bin/python');
  const has =
    existsSync(path) &&
    output(path, ['-c', `import ${['sys', ...modules].join(', ')}\nprint('all')`]) === 'all';
  if (has) return path;
  if (process.env.MRUNNER_TEST_REQUIRE === 'all') {
    throw new Error(`.venv-test has no Python with ${modules.join(', ')} (see CONTRIBUTING.md)`);
  }
  return undefined;
};

const allPythons = (): readonly Python[] => {
  found ??= findPythons();
  return found;
};

/** A program of that name may be a shim, which starts the one that is meant. */
const whoYouAre = `import sys
print(sys.executable)
print(".".join(str(part) for part in sys.version_info[:3]))`;

const findPythons = (): readonly Python[] => {
  const names = ['python3', ...Array.from({ length: 15 }, (_, minor) => `python3.${minor}`)];
  const directories = (process.env.PATH ?? '').split(delimiter).filter((path) => path !== '');
  const onPath = names.flatMap((name) => directories.map((directory) => join(directory, name)));
  const others = globSync(join(homedir(), '.pyenv/versions/*/bin/python'));
  const byMinor = new Map<string, Python>();
  for (const path of [...onPath, ...others]) {
    if (!existsSync(path)) continue;
    const [program, version] = output(path, ['-c', whoYouAre])?.split('\n') ?? [];
    const minor = version?.match(/^\d+\.\d+/)?.[0];
    if (!program || version === undefined || minor === undefined || byMinor.has(minor)) continue;
    byMinor.set(minor, { path: program, version });
  }
  return [...byMinor.values()];
};

const isSupported = (version: string): boolean => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
};

/** What a program prints; undefined when it fails, as a pyenv shim does for a version that is not chosen. */
const output = (path: string, args: readonly string[]): string | undefined => {
  try {
    return execFileSync(path, args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return undefined;
  }
};
