import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Context, parseEventLines } from '@mrunner/core';
import { nodeHost } from '../../src/host/node-host.ts';
import type { PackedRun } from '../../src/pack/pack-record.ts';
import { writePack } from '../../src/pack/write-pack.ts';
import { markedProcessSearch } from '../../src/processes/marked-processes.ts';
import { type SlurmWorkerSetting, slurmWorker } from '../../src/slurm/worker/slurm-worker.ts';
import { type BatchOrder, orderText } from '../../src/task/batch-order.ts';
import { program } from '../rig.ts';

/** A run of a batch: words, or text for `sh -c`. */
export interface RunOfBatch extends Partial<Omit<PackedRun, 'command'>> {
  readonly command: string | readonly string[];
}

/** What a batch of a test is to be; the rest is filled in. */
export interface BatchOfTest {
  readonly token?: string;
  readonly runs: readonly RunOfBatch[];
  readonly order?: Partial<BatchOrder>;
}

/** A task at work. */
export interface TaskOfTest {
  readonly process: ChildProcess;
  readonly ended: Promise<{ readonly code: number | null; readonly err: string }>;
}

/** A work directory, and programs in place of Slurm's that only note how they were called. */
export interface WorkerRig extends AsyncDisposable {
  readonly dir: string;
  readonly path: (name: string) => string;
  readonly read: (name: string) => string;
  /** Puts a batch in place; answers its token. */
  readonly batch: (batch: BatchOfTest) => string;
  readonly writeWorker: (
    setting?: Partial<Omit<SlurmWorkerSetting, 'context'>>,
    context?: Partial<Context>,
  ) => string;
  /** Starts a task as Slurm would, in a session of its own. */
  readonly start: (
    shell: readonly string[],
    token: string,
    task: number,
    variables?: { readonly [name: string]: string },
  ) => TaskOfTest;
  readonly log: (run: number, attempt?: number) => string;
  /** The events of a slot without what differs each time; none where there is no file. */
  readonly events: (slot: string) => readonly { readonly [key: string]: unknown }[];
  /** How Slurm's commands were called. */
  readonly calls: () => readonly string[];
  readonly until: (isSo: () => boolean) => Promise<void>;
  /** Processes of the runs. */
  readonly living: () => number[];
}

let made = 0;

/** Everything a context has, for a cluster. */
export const clusterContext: Context = {
  name: 'hpc',
  backend: 'slurm',
  storageDir: '/',
  resources: {},
  parallel: 'auto',
  code: 'in-place',
  onLost: 'rerun',
  retries: 0,
  retryOn: [],
  grace: 5,
  neptune: false,
  tags: [],
  isolate: false,
  setup: { env: {}, envFiles: [], secrets: [], modulesToLoad: [], link: [] },
  slurm: {},
  kubernetes: {},
};

/** @param below where the work directory is to be made */
export function workerRig(below = tmpdir()): WorkerRig {
  const dir = mkdtempSync(join(below, 'mrunner-worker-'));
  const sweep = `20261123-0101-worker-w${process.pid}x${made++}`;
  const host = nodeHost();
  const path = (name: string): string => join(dir, name);
  const read = (name: string): string => readFileSync(path(name), 'utf8');
  for (const name of ['events', 'batches/out', 'bin']) mkdirSync(path(name), { recursive: true });
  for (const name of ['scancel', 'scontrol', 'squeue']) {
    program(path('bin'), name, `#!/bin/sh\necho "${name} $*" >>${path('calls')}\n`);
  }
  const processes: ChildProcess[] = [];
  return {
    dir,
    path,
    read,
    batch: ({ token = 'mr-brave-otter-abcde-0', runs, order }) => {
      const batch = path(`batches/${token}`);
      mkdirSync(join(batch, 'claims'), { recursive: true });
      const files = { pack: join(batch, 'pack.sh'), index: join(batch, 'pack.index') };
      const packed = runs.map((run, at) => packedOf(dir, sweep, run, at));
      writePack(host, files, packed, order?.mode === 'packed' ? 8 : 1);
      writeFileSync(
        join(batch, 'order'),
        orderText({ mode: 'plain', records: runs.length, ...order }),
      );
      return token;
    },
    writeWorker: (setting = {}, context = {}) => {
      const text = slurmWorker({
        work: dir,
        grace: 5,
        ...setting,
        context: { ...clusterContext, ...context },
      });
      writeFileSync(path('batches/worker.sh'), text);
      return path('batches/worker.sh');
    },
    start: (shell, token, task, variables = {}) => {
      const words = [...shell, path('batches/worker.sh'), token];
      const child = spawn(words[0] ?? '', words.slice(1), {
        cwd: '/',
        detached: true,
        env: {
          ...process.env,
          PATH: `${path('bin')}:${process.env.PATH}`,
          TMPDIR: dir,
          SLURM_ARRAY_JOB_ID: '77',
          SLURM_ARRAY_TASK_ID: String(task),
          SLURM_JOB_ID: String(77 + task),
          ...variables,
        },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      processes.push(child);
      let err = '';
      child.stderr?.setEncoding('utf8').on('data', (text: string) => {
        err += text;
      });
      const ended = new Promise<{ code: number | null; err: string }>((resolve) => {
        child.once('close', (code) => resolve({ code, err }));
      });
      return { process: child, ended };
    },
    log: (run, attempt = 1) => read(`runs/${run}/log.${attempt}`),
    events: (slot) => {
      const name = `events/worker-${slot}.jsonl`;
      return existsSync(path(name)) ? parseEventLines(read(name)).events.map(plain) : [];
    },
    calls: () => (existsSync(path('calls')) ? read('calls').trimEnd().split('\n') : []),
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

function plain(event: object): { readonly [key: string]: unknown } {
  const { up: _, time: __, slot: ___, ...facts } = { up: 0, time: 0, slot: '', ...event };
  const name = (facts as { event?: unknown }).event;
  return name === 'worker' ? { event: name } : facts;
}

function packedOf(dir: string, sweep: string, run: RunOfBatch, at: number): PackedRun {
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
