import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEventLines } from '@mrunner/core';
import { nodeHost } from '../src/host/node-host.ts';
import { type PackSetting, packProgram } from '../src/pack/pack-program.ts';
import type { PackedRun } from '../src/pack/pack-record.ts';
import { writePack } from '../src/pack/write-pack.ts';
import { markedProcessSearch } from '../src/processes/marked-processes.ts';

export const shells: readonly (readonly string[])[] = [
  ['dash'],
  ['bash'],
  ['bash', '--posix'],
  ['busybox', 'sh'],
];

/** A run of a pack: words, or text for `sh -c`. */
export interface RunOfPack extends Partial<Omit<PackedRun, 'command'>> {
  readonly command: string | readonly string[];
}

/** A worker at work. */
export interface PackWorker {
  readonly process: ChildProcess;
  /** To it alone, or to its whole group as far as that lives. */
  readonly signal: (name: NodeJS.Signals, toAll?: boolean) => void;
  readonly ended: Promise<{
    readonly code: number | null;
    readonly out: string[];
    readonly err: string;
  }>;
}

/** A pack in a directory of its own, and workers for it. */
export interface PackRig extends AsyncDisposable {
  readonly dir: string;
  readonly sweep: string;
  readonly write: (runs: readonly RunOfPack[], setting?: Partial<PackSetting>) => void;
  /** Starts a worker in a session of its own: all records, or those given. */
  readonly start: (
    shell: readonly string[],
    from?: number,
    to?: number,
    env?: NodeJS.ProcessEnv,
  ) => PackWorker;
  readonly log: (index: number, attempt?: number) => string;
  /** All events without what differs each time. */
  readonly events: (slot?: string) => unknown[];
  readonly until: (isSo: () => boolean) => Promise<void>;
  readonly path: (name: string) => string;
  readonly read: (name: string) => string;
  /** Processes of the runs. */
  readonly living: () => number[];
}

let made = 0;

export function packRig(): PackRig {
  const dir = mkdtempSync(join(tmpdir(), 'mrunner-pack-'));
  const sweep = `20261122-1607-pack-r${process.pid}x${made++}`;
  const host = nodeHost();
  const path = (name: string): string => join(dir, name);
  const read = (name: string): string => readFileSync(path(name), 'utf8');
  const files = { pack: path('pack.sh'), index: path('pack.index') };
  mkdirSync(path('events'));
  let count = 0;
  const processes: ChildProcess[] = [];
  return {
    dir,
    sweep,
    path,
    read,
    write: (runs, setting = {}) => {
      for (const file of [files.pack, files.index]) rmSync(file, { force: true });
      count = writePack(
        host,
        files,
        runs.map((run, i) => packed(dir, sweep, run, i)),
      );
      writeFileSync(
        path('worker.sh'),
        packProgram({
          home: dir,
          files,
          context: 'cluster',
          grace: 5,
          env: {},
          setUp: [],
          ...setting,
        }),
      );
    },
    start: (shell, from = 0, to = count - 1, env = process.env) => {
      const words = [...shell, path('worker.sh'), 'a-0', String(from), String(to)];
      const child = spawn(words[0] ?? '', words.slice(1), {
        cwd: '/',
        detached: true,
        env: { ...env, TMPDIR: dir },
        stdio: 'pipe',
      });
      processes.push(child);
      // It may be gone before it could read anything.
      child.stdin?.on('error', () => undefined).end("a worker's input\n");
      let out = '';
      let err = '';
      child.stdout?.setEncoding('utf8').on('data', (text: string) => {
        out += text;
      });
      child.stderr?.setEncoding('utf8').on('data', (text: string) => {
        err += text;
      });
      const ended = new Promise<{ code: number | null; out: string[]; err: string }>((resolve) => {
        child.once('close', (code) =>
          resolve({ code, out: out.split('\n').filter((line) => line !== ''), err }),
        );
      });
      return {
        process: child,
        signal: (name, toAll = false) => {
          if (toAll && child.exitCode === null && child.pid !== undefined)
            process.kill(-child.pid, name);
          else child.kill(name);
        },
        ended,
      };
    },
    log: (index, attempt = 1) => read(`runs/${index}/log.${attempt}`),
    events: (slot = 'a-0') =>
      parseEventLines(read(`events/worker-${slot}.jsonl`)).events.map((event) => {
        const { up: _, time: __, ...facts } = { up: 0, time: 0, ...event };
        return facts.event === 'worker' ? { event: 'worker' } : facts;
      }),
    until: async (isSo) => {
      while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
    },
    living: () => markedProcessSearch(host, sweep, dir)().map((it) => it.pid),
    [Symbol.asyncDispose]: async () => {
      for (const child of processes) child.kill('SIGKILL');
      const left = markedProcessSearch(host, sweep, dir)();
      for (const { pid } of left) host.processes.signal(pid, 'SIGKILL');
      rmSync(dir, { recursive: true, force: true });
      if (left.length > 0) throw new Error(`processes were left: ${JSON.stringify(left)}`);
    },
  };
}

function packed(dir: string, sweep: string, run: RunOfPack, index: number): PackedRun {
  const { command, env, ...rest } = run;
  const at = run.index ?? index;
  const attempt = run.attempt ?? 1;
  const directory = join(dir, 'runs', String(at));
  return {
    id: `${sweep}/${at}`,
    index: at,
    attempt,
    directory,
    log: `${directory}/log.${attempt}`,
    cwd: dir,
    secrets: [],
    pythonPath: { first: [], last: [] },
    passedOn: {},
    isolate: false,
    files: [{ path: `${directory}/neptune.yaml`, text: `name: run-${at}\n` }],
    ...rest,
    command: typeof command === 'string' ? ['sh', '-c', command] : command,
    env: { MRUNNER_RUN_ID: `${sweep}/${at}`, MRUNNER_ATTEMPT: String(attempt), ...env },
  };
}
