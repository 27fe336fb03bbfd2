import { type ChildProcess, spawn } from 'node:child_process';
import type { PipedProcess, PipeOptions } from './host.ts';
import { shellCode } from './shell-code.ts';

/** How long outputs may be silent after the exit, where something that the program left behind holds them open. */
const silence = 500;

/** The real way to start a program that takes and gives bytes. */
export function startPiped(
  [program = '', ...words]: readonly string[],
  { cwd, env, told, complained, ended }: PipeOptions,
): PipedProcess {
  const child = spawn(program, words, {
    cwd,
    stdio: 'pipe',
    detached: true,
    ...(env && { env: { ...env } }),
  });
  const { stdin, stdout, stderr } = child;
  stdin.on('error', () => {});
  stdout.on('data', told);
  stderr.setEncoding('utf8').on('data', complained);
  onceSilent(child, ended);
  return {
    pid: child.pid,
    write: (bytes) =>
      new Promise((resolve) => {
        stdin.write(bytes, (error) => resolve(!error));
      }),
    close: () => {
      stdin.end();
    },
    kill: () => killSession(child.pid),
  };
}

function onceSilent(child: ChildProcess, ended: PipeOptions['ended']): void {
  let isOver = false;
  const once = (code: number, why: string): void => {
    if (isOver) return;
    isOver = true;
    child.stdout?.destroy();
    child.stderr?.destroy();
    ended(code, why);
  };
  const tell = (code: number | null, signal: NodeJS.Signals | null): void =>
    once(shellCode(code, signal), signal === null ? `exit ${code}` : `killed by ${signal}`);
  child.once('error', (error) => once(127, error.message));
  child.once('close', tell);
  child.once('exit', (code, signal) => {
    const timer = setTimeout(() => tell(code, signal), silence);
    for (const output of [child.stdout, child.stderr]) output?.on('data', () => timer.refresh());
  });
}

function killSession(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended meanwhile.
  }
}
