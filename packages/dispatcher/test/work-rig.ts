import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEventLines } from '@mrunner/core';
import type { Host } from '../src/host/host.ts';
import { nodeHost } from '../src/host/node-host.ts';
import type { PackedRun } from '../src/pack/pack-record.ts';
import { markedProcessSearch } from '../src/processes/marked-processes.ts';

/** A run of a pack: words, or text for `sh -c`; and what else differs from others. */
export interface RunOfPack extends Partial<Omit<PackedRun, 'command'>> {
  readonly command: string | readonly string[];
}

/** How a program ended. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  /** Both, as they came. */
  readonly all: string;
}

/** A program at work. */
export interface Working {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** A directory with runs that workers start. At its end nothing of these may live. */
export interface WorkRig extends AsyncDisposable {
  readonly host: Host;
  readonly dir: string;
  readonly sweep: string;
  readonly path: (name: string) => string;
  readonly read: (name: string) => string;
  /** A run as packs have it; `at` is its index where it has none. Its attempt is for the worker to say. */
  readonly packed: (run: RunOfPack, at: number) => PackedRun;
  /** Starts a program in a session of its own. */
  readonly spawn: (words: readonly string[], env: NodeJS.ProcessEnv, input?: string) => Working;
  readonly log: (run: number, attempt?: number) => string;
  /** The events of a slot; none where there is no file. */
  readonly events: (slot: string) => readonly Facts[];
  readonly until: (isSo: () => boolean) => Promise<void>;
  /** Processes of the runs. */
  readonly living: () => number[];
}

type Facts = { readonly [key: string]: unknown };

let made = 0;

/** @param below where the directory is to be made */
export function workRig(title: string, below = tmpdir()): WorkRig {
  const dir = mkdtempSync(join(below, `mrunner-${title}-`));
  const sweep = `20261123-0101-${title}-w${process.pid}x${made++}`;
  const host = nodeHost();
  const path = (name: string): string => join(dir, name);
  const read = (name: string): string => readFileSync(path(name), 'utf8');
  const search = markedProcessSearch(host, sweep, dir);
  const processes: ChildProcess[] = [];
  return {
    host,
    dir,
    sweep,
    path,
    read,
    packed: (run, at) => packedOf(dir, sweep, run, at),
    spawn: (words, env, input) => {
      const working = spawnHeard(words, env, input);
      processes.push(working.process);
      return working;
    },
    log: (run, attempt = 1) => read(`runs/${run}/log.${attempt}`),
    events: (slot) => {
      const name = `events/worker-${slot}.jsonl`;
      return existsSync(path(name)) ? factsOf(read(name)) : [];
    },
    until: async (isSo) => {
      const last = Date.now() + 60_000;
      while (!isSo()) {
        if (Date.now() > last) throw new Error('it did not come about within a minute');
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    living: () => search().map(({ pid }) => pid),
    [Symbol.asyncDispose]: async () => {
      for (const child of processes) child.kill('SIGKILL');
      const left = search();
      for (const { pid } of left) host.processes.signal(pid, 'SIGKILL');
      rmSync(dir, { recursive: true, force: true });
      if (left.length > 0) throw new Error(`processes were left: ${JSON.stringify(left)}`);
    },
  };
}

/** Events without what differs each time: clocks, and names of places. */
export const factsOf = (text: string): readonly Facts[] =>
  parseEventLines(text).events.map((event) => {
    const { up: _, time: __, slot: ___, ...facts } = { up: 0, time: 0, slot: '', ...event };
    const name = (facts as { event?: unknown }).event;
    return name === 'worker' ? { event: name } : facts;
  });

function spawnHeard(
  [program = '', ...words]: readonly string[],
  env: NodeJS.ProcessEnv,
  input?: string,
): Working {
  const child: ChildProcess = spawn(program, words, {
    cwd: '/',
    detached: true,
    env,
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  // It may be gone before it could read anything.
  child.stdin?.on('error', () => undefined).end(input);
  const heard = { out: '', err: '', all: '' };
  for (const [name, stream] of [['out', child.stdout] as const, ['err', child.stderr] as const]) {
    stream?.setEncoding('utf8').on('data', (piece: string) => {
      heard[name] += piece;
      heard.all += piece;
    });
  }
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code) => resolve({ code, ...heard }));
  });
  return { process: child, ended };
}

function packedOf(dir: string, sweep: string, run: RunOfPack, at: number): PackedRun {
  const { command, env, ...rest } = run;
  const index = run.index ?? at;
  const directory = join(dir, 'runs', String(index));
  return {
    id: `${sweep}/${index}`,
    index,
    attempt: 1,
    directory,
    log: `${directory}/log.\0`,
    cwd: dir,
    secrets: [],
    pythonPath: { first: [], last: [] },
    passedOn: {},
    isolate: false,
    files: [{ path: `${directory}/neptune.yaml`, text: `name: run-${index}\n` }],
    ...rest,
    command: typeof command === 'string' ? ['sh', '-c', command] : command,
    env: { MRUNNER_RUN_ID: `${sweep}/${index}`, MRUNNER_ATTEMPT: '\0', ...env },
  };
}
