import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How a started script ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface StartOptions {
  readonly args?: readonly string[];
  readonly env?: { readonly [name: string]: string };
  readonly cwd?: string;
  /** Further arguments of Node. */
  readonly node?: readonly string[];
}

/** A real process of Node that runs a script of `fixtures/` on the sources. Disposing of it kills it. */
export class StartedScript implements Disposable {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  #stdout = '';
  #stderr = '';

  constructor(fixture: string, { args = [], env = {}, cwd, node = [] }: StartOptions = {}) {
    const script = join(import.meta.dirname, 'fixtures', fixture);
    this.process = spawn(
      process.execPath,
      ['--conditions=@mrunner/source', ...node, script, ...args],
      { cwd, env: { PATH: process.env.PATH, ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    this.process.stdout?.setEncoding('utf8').on('data', (text) => {
      this.#stdout += text;
    });
    this.process.stderr?.setEncoding('utf8').on('data', (text) => {
      this.#stderr += text;
    });
    this.ended = new Promise((resolve) => {
      this.process.on('close', (code, signal) =>
        resolve({ code, signal, stdout: this.#stdout, stderr: this.#stderr }),
      );
    });
  }

  /** Waits until the script has printed the line. */
  printed(line: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (`\n${this.#stdout}`.includes(`\n${line}\n`)) resolve();
      };
      this.process.stdout?.on('data', look);
      look();
      this.ended.then(({ stderr }) =>
        reject(new Error(`The script ended before it printed ${line}:\n${stderr}`)),
      );
    });
  }

  [Symbol.dispose](): void {
    this.process.kill('SIGKILL');
  }
}

/** Runs a script to its end. */
export const runScript = (fixture: string, options?: StartOptions): Promise<Ended> =>
  new StartedScript(fixture, options).ended;

/** A directory that is removed at the end of the test. */
export const temporaryDirectory = (): Disposable & { readonly path: string } => {
  const path = mkdtempSync(join(tmpdir(), 'mrunner-runtime-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
};

/** The records of a directory's `metrics.jsonl`. */
export const metricsOf = (directory: string): readonly { readonly [key: string]: unknown }[] =>
  readFileSync(join(directory, 'metrics.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
