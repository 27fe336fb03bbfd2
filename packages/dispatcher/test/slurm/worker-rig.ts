import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context } from '@mrunner/core';
import { writePack } from '../../src/pack/write-pack.ts';
import { type SlurmWorkerSetting, slurmWorker } from '../../src/slurm/worker/slurm-worker.ts';
import { type BatchOrder, orderText } from '../../src/task/batch-order.ts';
import { program } from '../rig.ts';
import { type Ended, type RunOfPack, type WorkRig, workRig } from '../work-rig.ts';

/** What a batch of a test is to be; the rest is filled in. */
export interface BatchOfTest {
  readonly token?: string;
  readonly runs: readonly RunOfPack[];
  readonly order?: Partial<BatchOrder>;
}

/** A task at work. */
export interface TaskOfTest {
  readonly process: ChildProcess;
  readonly ended: Promise<Pick<Ended, 'code' | 'err'>>;
}

/** A work directory, and programs in place of Slurm's that only note how they were called. */
export interface WorkerRig extends Omit<WorkRig, 'packed' | 'spawn' | 'host'> {
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
  /** How Slurm's commands were called. */
  readonly calls: () => readonly string[];
}

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
  const work = workRig('worker', below);
  const { dir, path, read, host } = work;
  for (const name of ['events', 'batches/out', 'bin']) mkdirSync(path(name), { recursive: true });
  for (const name of ['scancel', 'scontrol', 'squeue']) {
    program(path('bin'), name, `#!/bin/sh\necho "${name} $*" >>${path('calls')}\n`);
  }
  return {
    ...work,
    batch: ({ token = 'mr-brave-otter-abcde-0', runs, order }) => {
      const batch = path(`batches/${token}`);
      mkdirSync(join(batch, 'claims'), { recursive: true });
      const files = { pack: join(batch, 'pack.sh'), index: join(batch, 'pack.index') };
      const packed = runs.map((run, at) => work.packed(run, at));
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
      const { process: child, ended } = work.spawn([...shell, path('batches/worker.sh'), token], {
        ...process.env,
        PATH: `${path('bin')}:${process.env.PATH}`,
        TMPDIR: dir,
        SLURM_ARRAY_JOB_ID: '77',
        SLURM_ARRAY_TASK_ID: String(task),
        SLURM_JOB_ID: String(77 + task),
        ...variables,
      });
      return { process: child, ended: ended.then(({ code, err }) => ({ code, err })) };
    },
    calls: () => (existsSync(path('calls')) ? read('calls').trimEnd().split('\n') : []),
  };
}
