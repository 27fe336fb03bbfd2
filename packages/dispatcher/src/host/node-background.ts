import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import type { Readable } from 'node:stream';
import {
  type BackgroundProcess,
  type BackgroundStartOptions,
  backgroundAnswerDescriptor,
} from './host.ts';

/** The real way to start a program in the background. */
export function startInBackground(
  command: readonly string[],
  { cwd, env, log }: BackgroundStartOptions,
): BackgroundProcess {
  const [program = '', ...words] = command;
  const output = openSync(log, 'a', 0o600);
  try {
    const child = spawn(program, words, {
      cwd,
      detached: true,
      stdio: ['ignore', output, output, 'pipe'],
      ...(env && { env: { ...env } }),
    });
    return { pid: child.pid, answer: firstLine(child) };
  } finally {
    closeSync(output);
  }
}

function firstLine(child: ChildProcess): Promise<{ text: string; end: string }> {
  const pipe = child.stdio[backgroundAnswerDescriptor] as Readable;
  let text = '';
  return new Promise((resolve) => {
    const answer = (end: string): void => {
      resolve({ text, end });
      // Nothing of it is to keep this process alive.
      pipe.destroy();
      child.unref();
    };
    pipe.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
      if (text.includes('\n')) answer('');
    });
    pipe.on('error', () => {});
    child.once('error', (error) => answer(error.message));
    child.once('close', (code, signal) =>
      answer(signal === null ? `exit ${code}` : `killed by ${signal}`),
    );
  });
}

/** Tells whoever started this process in the background one line. */
export function answerStarter(line: string): void {
  try {
    writeSync(backgroundAnswerDescriptor, `${line}\n`);
    closeSync(backgroundAnswerDescriptor);
  } catch {
    // Whoever asked did not wait.
  }
}
