import { type ChildProcess, spawn } from 'node:child_process';
import { shellQuote } from '@mrunner/core';
import type { ContainerRun } from './container-run.ts';

/** What is asked of `exec`. */
export interface ExecRequest {
  readonly words: readonly string[];
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly tty: boolean;
}

/** Where the output of a command goes. */
export interface ExecOutput {
  stdout(piece: Buffer): void;
  stderr(piece: Buffer): void;
  /** Once, at last: a Status as the API has it. */
  ended(status: object): void;
}

export function execRequest(query: URLSearchParams): ExecRequest {
  const flag = (name: string) => ['1', 'true'].includes(query.get(name) ?? '');
  return {
    words: query.getAll('command'),
    stdin: flag('input'),
    stdout: flag('output'),
    stderr: flag('error'),
    tty: flag('tty'),
  };
}

/** A command beside the first one of a container, in the same namespaces. */
export function startExec(run: ContainerRun, ask: ExecRequest, output: ExecOutput): ChildProcess {
  const inside = [
    '/usr/bin/nsenter',
    `--target=${run.pid}`,
    '--mount',
    '--uts',
    '--ipc',
    '--pid',
    '--root',
    '--wd',
    '--',
    ...ask.words,
  ];
  // A terminal of the machine, as containers have none of their own.
  const words = ask.tty
    ? [
        '/usr/bin/script',
        '--quiet',
        '--return',
        '--flush',
        '--command',
        inside.map(shellQuote).join(' '),
        '/dev/null',
      ]
    : inside;
  const [program = '', ...rest] = ['/usr/bin/setpriv', '--pdeathsig', 'KILL', ...words];
  const child = spawn(program, rest, {
    env: {
      ...Object.fromEntries(run.env),
      ...(ask.tty ? { TERM: 'xterm', SHELL: '/bin/sh' } : {}),
    },
    stdio: [ask.stdin ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    cwd: '/',
  });
  let said = '';
  child.stdout?.on('data', (piece: Buffer) => ask.stdout && output.stdout(piece));
  child.stderr?.on('data', (piece: Buffer) => {
    said = (said + piece.toString()).slice(0, 500);
    // What nsenter says of a command that is not there comes in pieces, and is no output of it.
    if (ask.stderr && !isMissing(said) && !missing.startsWith(said)) output.stderr(piece);
  });
  // Whoever is gone does not read what is left.
  child.stdin?.on('error', () => {});
  child.on('error', (error) =>
    output.ended(failure(`error executing command in container: ${error.message}`)),
  );
  child.on('close', (code, signal) =>
    output.ended(exitStatus(code ?? (signal === 'SIGKILL' ? 137 : 143), said, ask)),
  );
  return child;
}

const missing = 'nsenter: failed to execute';

const isMissing = (text: string) => text.startsWith(missing);

function exitStatus(code: number, said: string, { words }: ExecRequest): object {
  if (code === 0) return { metadata: {}, status: 'Success' };
  if (isMissing(said))
    return failure(
      `error executing command in container: failed to exec in container: failed to start exec: OCI runtime exec failed: exec failed: unable to start container process: exec: "${words[0]}": executable file not found in $PATH`,
    );
  return {
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: exit status ${code}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(code) }] },
  };
}

const failure = (message: string): object => ({
  metadata: {},
  status: 'Failure',
  message: `Internal error occurred: ${message}`,
  reason: 'InternalError',
  details: { causes: [{ message }] },
  code: 500,
});
