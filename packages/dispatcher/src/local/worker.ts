import type { ProcessIdentity } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import { killTree } from '../processes/kill-tree.ts';

/** What a worker tells its launcher; see `workerProgram`. */
export type WorkerMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'set-up-failed'; readonly code: number }
  | { readonly type: 'exit'; readonly run: number; readonly attempt: number; readonly code: number }
  | {
      readonly type: 'unrecorded';
      readonly run: number;
      readonly attempt: number;
      readonly code: number;
    }
  | { readonly type: 'refused'; readonly run: number; readonly attempt: number }
  | { readonly type: 'unclaimed'; readonly run: number; readonly attempt: number };

/** A living shell that starts runs, one at a time. */
export interface Worker {
  /** Names it in events: `<launcher>-<number>`. */
  readonly slot: string;
  readonly context: string;
  readonly identity: ProcessIdentity | undefined;
  /** Gives it text to run. */
  readonly feed: (text: string) => void;
  /** It ends when it has done what it was given. */
  readonly close: () => void;
  /** Ends its input, and lets this process end before it. */
  readonly release: () => void;
  readonly kill: () => void;
  /** Kills it with everything below it: its set-up. */
  readonly killAll: () => void;
}

/** What is heard of a worker. */
export interface WorkerListener {
  /** All that was read at once, in order: answers to several can be given in one go. */
  readonly told: (worker: Worker, messages: readonly WorkerMessage[]) => void;
  /** It has ended, wanted or not. `output` is the last of what it and its set-up printed. */
  readonly ended: (worker: Worker, why: string, output: string) => void;
}

export interface WorkerStart {
  readonly slot: string;
  readonly context: string;
  readonly cwd: string;
  readonly env: { readonly [name: string]: string };
  readonly identify: (pid: number) => ProcessIdentity | undefined;
}

const outputKept = 1 << 16;

/** Starts a shell that waits for its program. It is out of reach of the terminal's Ctrl-C. */
export function startWorker(host: Host, start: WorkerStart, listener: WorkerListener): Worker {
  let output = '';
  let torn = '';
  const child = host.processes.start(['/bin/sh', '-s'], {
    cwd: start.cwd,
    env: start.env,
    told: (text) => {
      const lines = (torn + text).split('\n');
      torn = lines.pop() ?? '';
      const messages = lines.map(parseMessage).filter((message) => message !== undefined);
      if (messages.length > 0) listener.told(worker, messages);
    },
    complained: (text) => {
      output = (output + text).slice(-outputKept);
    },
    ended: (_, why) => listener.ended(worker, why, output),
  });
  const kill = (): void => {
    if (child.pid !== undefined) host.processes.signal(child.pid, 'SIGKILL');
  };
  const worker: Worker = {
    slot: start.slot,
    context: start.context,
    identity: child.pid === undefined ? undefined : start.identify(child.pid),
    feed: child.write,
    close: child.close,
    release: child.release,
    kill,
    killAll: () => {
      if (child.pid !== undefined) killTree(host, child.pid);
    },
  };
  return worker;
}

/** A line of a worker. A set-up that prints to descriptors of ours can't make one up by accident: such lines are left out. */
export function parseMessage(line: string): WorkerMessage | undefined {
  const [type = '', ...words] = line.split(' ');
  const [first = Number.NaN, attempt = Number.NaN, code = Number.NaN] = words.map(Number);
  switch (type) {
    case 'ready':
      return { type };
    case 'set-up-failed':
      return { type, code: first };
    case 'exit':
    case 'unrecorded':
      return Number.isNaN(code) ? undefined : { type, run: first, attempt, code };
    case 'refused':
    case 'unclaimed':
      return Number.isNaN(attempt) ? undefined : { type, run: first, attempt };
    default:
      return undefined;
  }
}
