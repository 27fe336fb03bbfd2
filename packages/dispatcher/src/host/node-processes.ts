import { type ChildProcess as NodeChild, spawn, spawnSync } from 'node:child_process';
import type { Socket } from 'node:net';
import { errorCode } from './error-code.ts';
import type { ChildProcess, Finished, HostProcesses, RunOptions, StartOptions } from './host.ts';
import { startInBackground } from './node-background.ts';
import { startPiped } from './node-pipe.ts';
import { shellCode } from './shell-code.ts';

const outputLimit = 1 << 20;

/** The real processes. */
export const nodeProcesses: HostProcesses = {
  start,
  pipe: startPiped,
  run,
  runNow: ([program = '', ...words]) => {
    const done = spawnSync(program, words, { encoding: 'utf8', maxBuffer: 1 << 26 });
    return { code: done.status ?? 127, stdout: done.stdout ?? '', stderr: done.stderr ?? '' };
  },
  foreground: ([program = '', ...words], { cwd, env }) =>
    new Promise((resolve) => {
      const child = spawn(program, words, {
        cwd,
        stdio: 'inherit',
        ...(env && { env: { ...env } }),
      });
      child.once('error', () => resolve(127));
      child.once('exit', (code, signal) => resolve(shellCode(code, signal)));
    }),
  background: startInBackground,
  exists: (pid) => {
    try {
      return process.kill(pid, 0);
    } catch (error) {
      return errorCode(error) === 'EPERM';
    }
  },
  signal: (pid, signal) => {
    // 0 and 1 are everybody: never meant, whatever a table said.
    if (pid <= 1) return false;
    try {
      return process.kill(pid, signal);
    } catch {
      return false;
    }
  },
};

function start(command: readonly string[], options: StartOptions): ChildProcess {
  const [program = '', ...words] = command;
  const { cwd, env, told, complained, ended } = options;
  const child = spawn(program, words, {
    cwd,
    stdio: 'pipe',
    detached: true,
    ...(env && { env: { ...env } }),
  });
  child.stdout.setEncoding('utf8').on('data', told);
  child.stderr.setEncoding('utf8').on('data', complained);
  // It may be gone when something is written; `ended` tells.
  child.stdin.on('error', () => {});
  onceEnded(child, ended);
  return {
    pid: child.pid,
    write: (text) => {
      child.stdin.write(text);
    },
    close: () => {
      child.stdin.end();
    },
    release: () => {
      child.stdin.end();
      child.unref();
      // Pipes to processes are sockets, whatever their type says.
      for (const pipe of [child.stdin, child.stdout, child.stderr]) (pipe as Socket).unref();
    },
  };
}

/**
 * After the exit, and after what it wrote before was read. A run's own child can hold the worker's outputs open, so the
 * streams' end is not waited for beyond one turn.
 */
function onceEnded(child: NodeChild, ended: StartOptions['ended']): void {
  let over = false;
  const once = (code: number, why: string): void => {
    if (over) return;
    over = true;
    ended(code, why);
  };
  child.once('error', (error) => once(127, error.message));
  const tell = (code: number | null, signal: NodeJS.Signals | null): void =>
    once(shellCode(code, signal), signal === null ? `exit ${code}` : `killed by ${signal}`);
  child.once('close', tell);
  child.once('exit', (code, signal) => {
    setTimeout(() => tell(code, signal), 100).unref();
  });
}

function run(command: readonly string[], options: RunOptions): Promise<Finished> {
  const [program = '', ...words] = command;
  const { cwd, env, limit = outputLimit } = options;
  return new Promise((resolve) => {
    const child = spawn(program, words, {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(env && { env: { ...env } }),
    });
    const stdout = collect(child.stdout, limit);
    const stderr = collect(child.stderr, limit);
    child.once('error', (error) => resolve({ code: 127, stdout: '', stderr: error.message }));
    child.once('close', (code, signal) =>
      resolve({ code: shellCode(code, signal), stdout: stdout(), stderr: stderr() }),
    );
  });
}

function collect(stream: NodeJS.ReadableStream, limit: number): () => string {
  const pieces: Buffer[] = [];
  let size = 0;
  stream.on('data', (piece: Buffer) => {
    if (size < limit) pieces.push(piece);
    size += piece.length;
  });
  return () => Buffer.concat(pieces).subarray(0, limit).toString('utf8');
}
