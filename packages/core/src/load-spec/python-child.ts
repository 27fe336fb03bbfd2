import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { parsePrivate } from '../values/parse-json.ts';
import { answerDescriptor } from './protocol.ts';
import type { PythonLine, PythonOrder } from './python-protocol.ts';
import type { SpecEffects } from './run-spec-process.ts';
import { textLines } from './text-lines.ts';

/** A Python that evaluates a spec. */
export interface PythonChild {
  readonly lines: AsyncIterable<PythonLine>;
  /** How it ended, when it has. */
  readonly ended: Promise<PythonEnd>;
  /** Tells it something, and that nothing more will come. */
  readonly tell: (text: string) => void;
  /** Ends it with everything that it started. */
  readonly kill: () => void;
  /** Whether it was ended by `kill`. */
  readonly isKilled: () => boolean;
}

export interface PythonEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The system did not start it. */
  readonly failure?: string;
}

/** The program that Python runs: beside the bundle, else in the sources of this package. */
const programDirectory = (): string => {
  const places = ['./python/mrunner_spec', '../../python/mrunner_spec'].map((place) =>
    fileURLToPath(new URL(place, import.meta.url)),
  );
  const found = places.find((place) => existsSync(`${place}/__main__.py`));
  if (found === undefined) throw new Error('Internal error: the Python part of mrunner is missing');
  return found;
};

/**
 * Starts Python in a session of its own: Ctrl-C on the terminal is for whoever started it, and all that the spec starts
 * ends with it. Its standard input stays open as long as this process lives.
 */
export const startPython = (
  python: string,
  order: PythonOrder,
  { spawn, env, writeError = (text) => process.stderr.write(text) }: SpecEffects,
): PythonChild => {
  const child = spawn(python, [programDirectory(), JSON.stringify(order)], {
    env,
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    detached: true,
  });
  let isKilled = false;
  const kill = (): void => {
    isKilled = true;
    endGroup(child);
  };
  for (const output of [child.stdout, child.stderr]) {
    output?.setEncoding('utf8').on('data', (text: string) => {
      writeError(text);
    });
  }
  // It may end before it has heard everything.
  child.stdin?.on('error', () => {});
  const ended = endOf(child);
  return {
    lines: linesOf(child.stdio[answerDescriptor] as Readable),
    ended,
    tell: (text) => child.stdin?.end(text),
    kill,
    isKilled: () => isKilled,
  };
};

async function* linesOf(answers: Readable): AsyncGenerator<PythonLine> {
  for await (const line of textLines(answers)) yield parsePrivate(line) as PythonLine;
}

/** Milliseconds for what a spec left behind to let go of its output. */
const lettingGo = 200;

/** Its end, when its output has been read; something that it started may hold that for ever. */
const endOf = (child: ChildProcess): Promise<PythonEnd> =>
  new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: null, signal: null, failure: error.message }));
    child.on('exit', (code, signal) => {
      const end = (): void => {
        clearTimeout(timer);
        for (const stream of child.stdio) stream?.destroy();
        resolve({ code, signal });
      };
      const timer = setTimeout(end, lettingGo);
      void once(child, 'close').then(end);
    });
  });

const endGroup = ({ pid }: ChildProcess): void => {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
};
