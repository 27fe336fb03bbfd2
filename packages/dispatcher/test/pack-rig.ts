import type { ChildProcess } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { parseEventLines } from '@mrunner/core';
import { type PackSetting, packProgram } from '../src/pack/pack-program.ts';
import { writePack } from '../src/pack/write-pack.ts';
import { type RunOfPack, type WorkRig, workRig } from './work-rig.ts';

export const shells: readonly (readonly string[])[] = [
  ['dash'],
  ['bash'],
  ['bash', '--posix'],
  ['busybox', 'sh'],
];

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
export interface PackRig extends Omit<WorkRig, 'packed' | 'spawn' | 'events' | 'host'> {
  readonly write: (runs: readonly RunOfPack[], setting?: Partial<PackSetting>) => void;
  /** Starts a worker in a session of its own: all records, or those given. */
  readonly start: (
    shell: readonly string[],
    from?: number,
    to?: number,
    env?: NodeJS.ProcessEnv,
  ) => PackWorker;
  /** All events without what differs each time. */
  readonly events: (slot?: string) => unknown[];
}

export function packRig(): PackRig {
  const work = workRig('pack');
  const { dir, path, read, host } = work;
  const files = { pack: path('pack.sh'), index: path('pack.index') };
  mkdirSync(path('events'));
  let count = 0;
  return {
    ...work,
    write: (runs, setting = {}) => {
      for (const file of [files.pack, files.index]) rmSync(file, { force: true });
      const packed = runs.map((run, i) => work.packed(run, i));
      count = writePack(host, files, packed);
      const program = { home: dir, files, context: 'cluster', grace: 5, env: {}, setUp: [] };
      writeFileSync(path('worker.sh'), packProgram({ ...program, ...setting }));
    },
    start: (shell, from = 0, to = count - 1, env = process.env) => {
      const words = [...shell, path('worker.sh'), 'a-0', String(from), String(to)];
      const { process: child, ended } = work.spawn(
        words,
        { ...env, TMPDIR: dir },
        "a worker's input\n",
      );
      return {
        process: child,
        signal: (name, toAll = false) => {
          if (toAll && child.exitCode === null && child.pid !== undefined)
            process.kill(-child.pid, name);
          else child.kill(name);
        },
        ended: ended.then(({ code, out, err }) => ({
          code,
          out: out.split('\n').filter((line) => line !== ''),
          err,
        })),
      };
    },
    events: (slot = 'a-0') =>
      parseEventLines(read(`events/worker-${slot}.jsonl`)).events.map((event) => {
        const { up: _, time: __, ...facts } = { up: 0, time: 0, ...event };
        return facts.event === 'worker' ? { event: 'worker' } : facts;
      }),
  };
}
