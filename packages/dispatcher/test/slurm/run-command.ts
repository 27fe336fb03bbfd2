import { execFile } from 'node:child_process';

/** How a command ended, and what it printed. */
export interface Ended {
  /** 128 and the signal's number, when a signal ended it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end; throws only when it cannot be started. */
export function runCommand(words: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> {
  const [command = '', ...args] = words;
  return new Promise((resolve, reject) => {
    execFile(command, args, { env, maxBuffer: 1 << 28 }, (error, stdout, stderr) => {
      if (error !== null && typeof error.code === 'string') reject(error);
      else resolve({ code: error === null ? 0 : Number(error.code ?? 137), stdout, stderr });
    });
  });
}
