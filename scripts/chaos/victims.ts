import { readdirSync, readFileSync } from 'node:fs';
import type { Host } from '../../packages/dispatcher/src/host/host.ts';
import { livenessOf } from '../../packages/dispatcher/src/processes/liveness.ts';
import { markedProcessSearch } from '../../packages/dispatcher/src/processes/marked-processes.ts';
import { lockHolder } from '../../packages/dispatcher/src/sweep-home/lock.ts';
import type { Sweep } from '../../packages/dispatcher/src/sweep-home/open-sweep.ts';
import { readEvents } from '../../packages/dispatcher/src/sweep-home/read-facts.ts';

/** The process that launches a sweep, if one lives. */
export function livingLauncher(host: Host, { home }: Sweep): number | undefined {
  const holder = lockHolder(host, home);
  if (holder === undefined || livenessOf(host, holder) !== 'alive') return undefined;
  return holder.pid;
}

/** The workers of a sweep that live. */
export const livingWorkers = (host: Host, { home }: Sweep): readonly number[] =>
  readEvents(host, home)
    .filter((event) => event.event === 'worker')
    .filter((worker) => livenessOf(host, worker) === 'alive')
    .map((worker) => worker.pid);

/** The processes of a sweep's runs. */
export const livingRuns = (host: Host, { home, record }: Sweep): readonly number[] =>
  markedProcessSearch(host, record.id, home)().map((process) => process.pid);

/** The shells that do the tasks of a sweep on a Slurm of this machine. */
export const livingTasks = (sweepId: string): readonly number[] => {
  const token = `mr-${sweepId.split('-').slice(2).join('-')}-`;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => wordsOf(pid).some((word) => word.startsWith(token)))
    .map(Number);
};

function wordsOf(pid: string): readonly string[] {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return words.some((word) => word.endsWith('/slurm_script')) ? words : [];
  } catch {
    return [];
  }
}
