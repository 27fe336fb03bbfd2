import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const cliPackage = fileURLToPath(new URL('../..', import.meta.url));
const program = join(cliPackage, 'bin/mrun.js');

/** How an `mrun` ended, and what it said. */
export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** An `mrun` that may still be going on. */
export interface Started {
  readonly pid: number;
  /** What it said so far. */
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Waits until it said something; fails when it ends without. */
  readonly says: (what: string | RegExp) => Promise<void>;
  readonly signal: (signal: NodeJS.Signals) => void;
  readonly done: Promise<Finished>;
}

/** How an `mrun` is started. */
export interface RunOptions {
  /** Relative to the project. */
  readonly cwd?: string;
  readonly env?: { readonly [name: string]: string };
}

/** A project in an empty directory, with a home and a state directory of its own. */
export interface Rig extends AsyncDisposable {
  /** Absolute, without links. */
  readonly directory: string;
  readonly env: { readonly [name: string]: string };
  /** An absolute path in the project. */
  readonly path: (...parts: string[]) => string;
  readonly write: (files: { readonly [path: string]: string }) => void;
  readonly read: (path: string) => string;
  readonly exists: (path: string) => boolean;
  /** Every file below a directory of the project, sorted, without node_modules. */
  readonly files: (path?: string) => string[];
  readonly mrun: (words: readonly string[], options?: RunOptions) => Promise<Finished>;
  readonly start: (words: readonly string[], options?: RunOptions) => Started;
}

/**
 * Makes a project for a test, which is removed at the end with everything that still runs in it.
 *
 * @example
 * await using rig = createRig();
 * rig.write({ 'spec.yaml': 'script: node train.mjs\ngrid: {seed: {range: 3}}\n', 'train.mjs': '' });
 * const { code, stdout } = await rig.mrun(['run', 'spec.yaml']);
 */
export const createRig = (): Rig => {
  if (!existsSync(join(cliPackage, 'dist/bundle/main.js'))) {
    throw new Error('The bundle is missing. Build it first: pnpm build');
  }
  const top = realpathSync(mkdtempSync(join(tmpdir(), 'mrunner-test-')));
  const directory = join(top, 'project');
  mkdirSync(join(directory, 'node_modules'), { recursive: true });
  mkdirSync(join(top, 'tmp'));
  symlinkSync(cliPackage, join(directory, 'node_modules/mrunner'));
  writeFileSync(join(directory, 'package.json'), '{ "type": "module" }\n');
  const env = environment(top);
  const running = new Set<ChildProcess>();

  const start = (words: readonly string[], options: RunOptions = {}): Started => {
    const child = spawn(process.execPath, [program, ...words], {
      cwd: join(directory, options.cwd ?? '.'),
      env: { ...env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(child);
    void once(child, 'close').then(() => running.delete(child));
    return watched(child);
  };

  return {
    directory,
    env,
    path: (...parts) => join(directory, ...parts),
    write: (files) => {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(directory, path)), { recursive: true });
        writeFileSync(join(directory, path), text);
      }
    },
    read: (path) => readFileSync(join(directory, path), 'utf8'),
    exists: (path) => existsSync(join(directory, path)),
    files: (path = '.') => filesBelow(join(directory, path)),
    mrun: (words, options) => start(words, options).done,
    start,
    [Symbol.asyncDispose]: async () => {
      const ended = Promise.all([...running].map((child) => once(child, 'close')));
      for (const child of running) child.kill('SIGKILL');
      for (const pid of processesOf(env)) kill(pid);
      await ended;
      rmSync(top, { recursive: true, force: true, maxRetries: 5 });
    },
  };
};

/** Nothing of the environment of the tests reaches `mrun` but where programs are. */
const environment = (top: string): { [name: string]: string } => ({
  PATH: process.env.PATH ?? '',
  HOME: join(top, 'home'),
  XDG_STATE_HOME: join(top, 'state'),
  XDG_CONFIG_HOME: join(top, 'config'),
  TMPDIR: join(top, 'tmp'),
  // Shared, so that not every test compiles the bundle anew.
  NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache'),
  NO_COLOR: '1',
});

/** Everything that was started from here, recognised by its environment, wherever it has moved since. */
const processesOf = ({ XDG_STATE_HOME }: { readonly [name: string]: string }): number[] => {
  const mark = `XDG_STATE_HOME=${XDG_STATE_HOME}`;
  // Elsewhere than on Linux nothing is left behind but by a test that fails.
  if (!existsSync('/proc')) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => readProc(`/proc/${pid}/environ`).split('\0').includes(mark))
    .map(Number);
};

const readProc = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

const kill = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
};

const watched = (child: ChildProcess): Started => {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const done = once(child, 'close').then(([code, signal]) => ({ code, signal, stdout, stderr }));
  const said = (what: string | RegExp): boolean => {
    const text = `${stdout}\n${stderr}`;
    return typeof what === 'string' ? text.includes(what) : what.test(text);
  };
  return {
    pid: child.pid ?? 0,
    stdout: () => stdout,
    stderr: () => stderr,
    says: (what) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (said(what)) resolve();
        };
        child.stdout?.on('data', look);
        child.stderr?.on('data', look);
        look();
        void done.then(() =>
          reject(new Error(`mrun ended without saying ${what}.\n${stdout}\n${stderr}`)),
        );
      }),
    signal: (signal) => {
      child.kill(signal);
    },
    done,
  };
};

const filesBelow = (directory: string): string[] => {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && !entry.parentPath.includes('node_modules'))
    .filter((entry) => !entry.isSymbolicLink())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .sort();
};
