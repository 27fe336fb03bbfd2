import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

type Variables = { readonly [name: string]: string | undefined };

/** A program that goes on in the background. */
export interface KeptProcess {
  readonly pid: number;
  /** Resolves with its exit code, or the negative number of the signal that ended it. */
  readonly ended: Promise<number>;
  readonly log: string;
}

/** Starts daemons of a test; disposing ends them and all that they started, and removes the directory. */
export interface Keeper extends AsyncDisposable {
  /** For all files of the daemons. Short, because the paths of Unix sockets must be. */
  readonly directory: string;
  readonly start: (
    words: readonly string[],
    env: Variables,
    logName: string,
  ) => Promise<KeptProcess>;
}

/** Makes a fresh directory and a process below which the daemons live; they end with it, and it with this process. */
export function startKeeper(): Keeper {
  const directory = mkdtempSync('/tmp/mrs-');
  const script = join(import.meta.dirname, 'keeper.py');
  // A session of its own: Ctrl-C in a terminal must not end it before the daemons.
  const child = spawn('/usr/bin/python3', ['-I', script, directory], { detached: true });
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const answers = listen(child);
  let count = 0;
  return {
    directory,
    start: async (words, env, logName) => {
      const log = join(directory, logName);
      const id = ++count;
      const answer = answers.to(id);
      child.stdin.write(`${JSON.stringify({ id, words, env: defined(env), log })}\n`);
      const pid = await answer;
      return { pid, ended: answers.endOf(pid), log };
    },
    [Symbol.asyncDispose]: async () => {
      child.stdin.end();
      await gone;
    },
  };
}

function listen(child: ChildProcessWithoutNullStreams) {
  const waiting = new Map<number, PromiseWithResolvers<number>>();
  const ends = new Map<number, PromiseWithResolvers<number>>();
  const endOf = (pid: number): PromiseWithResolvers<number> => {
    const known = ends.get(pid) ?? Promise.withResolvers<number>();
    ends.set(pid, known);
    return known;
  };
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  child.stdin.on('error', () => undefined);
  child.once('close', () => {
    for (const { reject } of waiting.values()) reject(new Error(`the keeper ended: ${errors}`));
  });
  createInterface({ input: child.stdout }).on('line', (text) => {
    const line: { id?: number; pid?: number; error?: string; exited?: number; code?: number } =
      JSON.parse(text);
    if (line.exited !== undefined) endOf(line.exited).resolve(line.code ?? 0);
    if (line.id === undefined) return;
    const asked = waiting.get(line.id);
    waiting.delete(line.id);
    // An earlier process with the same number is not this one.
    if (line.pid !== undefined) ends.delete(line.pid);
    if (line.pid === undefined) asked?.reject(new Error(line.error));
    else asked?.resolve(line.pid);
  });
  return {
    to: (id: number): Promise<number> => {
      const asked = Promise.withResolvers<number>();
      waiting.set(id, asked);
      return asked.promise;
    },
    endOf: (pid: number): Promise<number> => endOf(pid).promise,
  };
}

const defined = (env: Variables): { [name: string]: string } =>
  Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );

/** The last lines of a log, for a message. */
export function lastLines(log: string, count = 15): string {
  try {
    return readFileSync(log, 'utf8').trimEnd().split('\n').slice(-count).join('\n');
  } catch {
    return '(no log)';
  }
}
