import type { Host, PipedProcess, PipeOptions } from '../host/host.ts';
import { cutParts, frameReader, newMark } from './answer-frame.ts';
import { complaintReader } from './complaint-reader.ts';
import type { DoneProgram, LostProgram, ProgramOptions } from './place.ts';
import { programBytes } from './program-text.ts';

/** Starts a shell that runs `farCommand`, here or there. */
export type ShellStarter = (
  sinks: Pick<PipeOptions, 'told' | 'complained' | 'ended'>,
) => PipedProcess;

/** The program was never sent: the shell ended, or said nothing in time. */
export interface UnsentProgram {
  readonly kind: 'unsent';
  /** Of whoever was to start the shell; `why` says how it ended. */
  readonly code: number;
  readonly why: string;
  /** All that was said until then. */
  readonly stderr: string;
}

export type ProgramEnd = DoneProgram | LostProgram | UnsentProgram;

export interface RunningProgram {
  readonly end: Promise<ProgramEnd>;
  readonly stop: () => void;
}

interface Listening extends ProgramOptions {
  /** Milliseconds that the shell may take to get ready. */
  readonly readyWithin: number;
  /** Takes the output as it comes, which is not kept then. */
  readonly told?: (bytes: Uint8Array) => void;
  readonly complained?: (text: string) => void;
}

/** A shell that has given the answer has nothing to do but to end. */
const patience = 1000;

/** Runs a program in a shell that is started for it. It is sent only when the shell says that it is ready. */
export function runProgram(
  host: Host,
  start: ShellStarter,
  program: string,
  options: Listening,
): RunningProgram {
  const mark = newMark(host.random);
  const complaints = complaintReader(mark, options.complained);
  const body: Uint8Array[] = [];
  let isSent = false;
  let code: number | undefined;
  let why: string | undefined;
  const timers: (() => void)[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<ProgramEnd>();

  const shell = start({
    told: frameReader(mark, {
      ready: () => {
        isSent = true;
        stopWaiting();
        feed(shell, programBytes(program, mark), options.input).catch((error: unknown) => {
          shell.kill();
          reject(error);
        });
      },
      body: options.told ?? ((bytes) => body.push(bytes)),
      ended: (itsCode) => {
        code = itsCode;
        shell.close();
        timers.push(host.clock.after(patience, shell.kill));
      },
    }),
    complained: complaints.read,
    ended: (shellCode, shellEnd) => {
      for (const stopTimer of timers) stopTimer();
      if (code !== undefined) {
        const { head, parts } = cutParts(Buffer.concat(body), mark);
        resolve({ kind: 'done', code, body: head, parts, stderr: complaints.ofProgram() });
      } else if (isSent) {
        resolve({ kind: 'lost', text: lastLine(complaints.all()) ?? why ?? shellEnd });
      } else {
        const stderr = complaints.all();
        resolve({ kind: 'unsent', code: shellCode, why: why ?? shellEnd, stderr });
      }
    },
  });
  const giveUpAfter = (milliseconds: number): (() => void) => {
    const stopTimer = host.clock.after(milliseconds, () => {
      why = `no answer within ${Math.ceil(milliseconds / 1000)} s`;
      shell.kill();
    });
    timers.push(stopTimer);
    return stopTimer;
  };
  const stopWaiting = giveUpAfter(options.readyWithin);
  if (options.milliseconds !== undefined) giveUpAfter(options.milliseconds);
  return { end: promise, stop: shell.kill };
}

async function feed(
  shell: PipedProcess,
  program: Uint8Array,
  input: ProgramOptions['input'] = [],
): Promise<void> {
  let takesMore = await shell.write(program);
  for await (const piece of input) {
    if (!takesMore) break;
    takesMore = await shell.write(piece);
  }
  shell.close();
}

/** The last line that says something: what a program complains about before it gives up. */
export const lastLine = (text: string): string | undefined =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .findLast((line) => line !== '');
