import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Context } from '@mrunner/core';
import {
  type KubernetesWorkerSetting,
  kubernetesWorker,
} from '../../src/kubernetes/worker/kubernetes-worker.ts';
import { type PodOrder, podOrderText } from '../../src/kubernetes/worker/pod-order.ts';
import { packOf } from '../../src/pack/pack-of.ts';
import type { PackedRun } from '../../src/pack/pack-record.ts';
import { clusterContext } from '../slurm/worker-rig.ts';
import { type RunOfPack, type WorkRig, workRig } from '../work-rig.ts';

export const token = 'mr-brave-otter-abcde-0';
export const mark = '0123456789abcdef';

const begin = `\n::mrunner ${mark} begin 0\n`;

/** How a container ended. */
export interface EndedPod {
  readonly code: number | null;
  /** All that it wrote after the frame of its beginning. */
  readonly log: string;
  readonly message: string;
}

/** A pod at work. */
export interface PodOfTest {
  readonly process: ChildProcess;
  readonly ended: Promise<EndedPod>;
}

/** A work directory, and what a batch consists of in a container. */
export interface PodRig extends Omit<WorkRig, 'packed' | 'spawn' | 'host'> {
  readonly batch: (
    runs: readonly RunOfPack[],
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
}

export function podRig(): PodRig {
  const work = workRig('pod');
  const { dir, path } = work;
  let setting: Partial<Omit<KubernetesWorkerSetting, 'context'>> = {};
  let context: Partial<Context> = {};
  let started = 0;
  return {
    ...work,
    batch: (runs, order = {}, given = {}, of = {}) => {
      mkdirSync(path('batch'), { recursive: true });
      const packed = runs.map((run, at) => podRun(work, run, at));
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
      const { process: child, ended } = work.spawn([...shell, join(own, 'worker.sh')], {
        ...ownEnvironment,
        TMPDIR: own,
        JOB_COMPLETION_INDEX: String(task),
        MRUNNER_POD_FAILURES: '',
        MRUNNER_POD_DISRUPTIONS: '',
        ...variables,
      });
      return {
        process: child,
        ended: ended.then(({ code, all }): EndedPod => {
          const log = all.startsWith(begin) ? all.slice(begin.length) : `no beginning: ${all}`;
          const message = existsSync(files.message) ? readFileSync(files.message, 'utf8') : '';
          return { code, log, message };
        }),
      };
    },
  };
}

/** Nothing that is meant for these tests. */
const ownEnvironment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.startsWith('MRUNNER_')),
);

const podRun = ({ packed, path }: WorkRig, run: RunOfPack, at: number): PackedRun =>
  packed({ ...run, env: { RESOURCE_DIR_PATH: path(`runs/${run.index ?? at}`), ...run.env } }, at);
