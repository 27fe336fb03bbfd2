import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Context, parseEventLines } from '@mrunner/core';
import { nodeHost } from '../../src/host/node-host.ts';
import {
  type KubernetesWorkerSetting,
  kubernetesWorker,
} from '../../src/kubernetes/worker/kubernetes-worker.ts';
import { type PodOrder, podOrderText } from '../../src/kubernetes/worker/pod-order.ts';
import { packOf } from '../../src/pack/pack-of.ts';
import type { PackedRun } from '../../src/pack/pack-record.ts';
import { markedProcessSearch } from '../../src/processes/marked-processes.ts';
import { clusterContext } from '../slurm/worker-rig.ts';

export const token = 'mr-brave-otter-abcde-0';
export const mark = '0123456789abcdef';

/** Text for `sh -c` of a run, and what else differs from others. */
export interface RunOfPod extends Partial<Omit<PackedRun, 'command'>> {
  readonly command: string;
}

/** How a container ended. */
export interface EndedPod {
  readonly code: number | null;
  /** All that it wrote. */
  readonly log: string;
  readonly message: string;
}

/** A pod at work. */
export interface PodOfTest {
  readonly process: ChildProcess;
  readonly ended: Promise<EndedPod>;
}

/** A work directory, and what a batch consists of in a container. */
export interface PodRig extends AsyncDisposable {
  readonly path: (name: string) => string;
  readonly read: (name: string) => string;
  readonly batch: (
    runs: readonly RunOfPod[],
    order?: Partial<PodOrder>,
    setting?: Partial<Omit<KubernetesWorkerSetting, 'context'>>,
    context?: Partial<Context>,
  ) => void;
  /** Starts the container of an index; each has a disk of its own besides the storage directory. */
  readonly start: (
    shell: readonly string[],
    task: number,
    variables?: { readonly [name: string]: string },
  ) => PodOfTest;
  /** The events of a slot without what differs each time. */
  readonly events: (slot: string) => readonly { readonly [key: string]: unknown }[];
  readonly until: (isSo: () => boolean) => Promise<void>;
}

let made = 0;

export function podRig(): PodRig {
  const dir = mkdtempSync(join(tmpdir(), 'mrunner-pod-'));
  const sweep = `20261123-0101-pod-w${process.pid}x${made++}`;
  const host = nodeHost();
  const path = (name: string): string => join(dir, name);
  const read = (name: string): string => readFileSync(path(name), 'utf8');
  const processes: ChildProcess[] = [];
  let setting: Partial<Omit<KubernetesWorkerSetting, 'context'>> = {};
  let context: Partial<Context> = {};
  let started = 0;
  return {
    path,
    read,
    batch: (runs, order = {}, given = {}, of = {}) => {
      mkdirSync(path('batch'), { recursive: true });
      const packed = runs.map((run, at) => packedOf(dir, sweep, run, at));
      const pieces = [...packOf(packed)];
      const pack = Buffer.concat(pieces.map(({ record }) => record));
      writeFileSync(path('batch/pack.sh.gz'), gzipSync(pack));
      writeFileSync(path('batch/pack.index'), pieces.map(({ index }) => index).join(''));
      const all = { mode: 'plain', records: runs.length, tasks: runs.length } as const;
      const text = podOrderText({ ...all, token, mark, shared: true, ...order });
      writeFileSync(path('batch/order'), text);
      setting = { shared: order.shared ?? true, ...given };
      context = of;
    },
    start: (shell, task, variables = {}) => {
      const own = path(`pod-${started++}`);
      mkdirSync(own);
      const files = {
        batch: path('batch'),
        own,
        cancel: path('cancel'),
        message: join(own, 'message'),
        ...setting.files,
      };
      const text = kubernetesWorker({
        work: dir,
        grace: 5,
        shared: true,
        ...setting,
        files,
        context: { ...clusterContext, backend: 'kubernetes', storageDir: dir, ...context },
      });
      writeFileSync(join(own, 'worker.sh'), text);
      const [program = '', ...words] = [...shell, join(own, 'worker.sh')];
      const child = spawn(program, words, {
        cwd: '/',
        detached: true,
        env: {
          ...process.env,
          TMPDIR: own,
          JOB_COMPLETION_INDEX: String(task),
          MRUNNER_POD_FAILURES: '',
          MRUNNER_POD_DISRUPTIONS: '',
          ...variables,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      processes.push(child);
      let log = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream?.setEncoding('utf8').on('data', (piece: string) => {
          log += piece;
        });
      }
      const ended = new Promise<EndedPod>((resolve) => {
        child.once('close', (code) => {
          const message = existsSync(files.message) ? readFileSync(files.message, 'utf8') : '';
          resolve({ code, log, message });
        });
      });
      return { process: child, ended };
    },
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
    [Symbol.asyncDispose]: async () => {
      for (const child of processes) child.kill('SIGKILL');
      const left = markedProcessSearch(host, sweep, dir)();
      for (const { pid } of left) host.processes.signal(pid, 'SIGKILL');
      rmSync(dir, { recursive: true, force: true });
      if (left.length > 0) throw new Error(`processes were left: ${JSON.stringify(left)}`);
    },
  };
}

/** Events without clocks and names of places. */
export const factsOf = (text: string): readonly { readonly [key: string]: unknown }[] =>
  parseEventLines(text).events.map((event) => {
    const { up: _, time: __, slot: ___, ...facts } = { up: 0, time: 0, slot: '', ...event };
    const name = (facts as { event?: unknown }).event;
    return name === 'worker' ? { event: name } : facts;
  });

function packedOf(dir: string, sweep: string, run: RunOfPod, at: number): PackedRun {
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
    command: ['sh', '-c', command],
    env: {
      MRUNNER_RUN_ID: `${sweep}/${index}`,
      MRUNNER_ATTEMPT: '\0',
      RESOURCE_DIR_PATH: directory,
      ...env,
    },
  };
}
