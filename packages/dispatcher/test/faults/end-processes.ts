import { livenessOf } from '../../src/processes/liveness.ts';
import { markedProcessSearch } from '../../src/processes/marked-processes.ts';
import { readEvents } from '../../src/sweep-home/read-facts.ts';
import type { Rig } from '../rig.ts';

/**
 * Kills what a launcher left, as a machine that goes down does: first the workers, so that nobody records how the runs
 * end, then the runs with all that they started. Resolves when all are gone.
 */
export async function endProcesses({ host, sweep, until }: Rig): Promise<void> {
  const workers = readEvents(host, sweep.home).filter((event) => event.event === 'worker');
  const living = workers.filter((worker) => livenessOf(host, worker) === 'alive');
  for (const { pid } of living) host.processes.signal(pid, 'SIGKILL');
  const find = markedProcessSearch(host, sweep.record.id, sweep.home);
  await until(() => {
    const runs = find();
    for (const { pid } of runs) host.processes.signal(pid, 'SIGKILL');
    return runs.length === 0 && living.every((worker) => livenessOf(host, worker) === 'gone');
  });
}
