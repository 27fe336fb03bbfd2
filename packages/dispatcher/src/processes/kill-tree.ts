import type { Host } from '../host/host.ts';
import { descendantsOf, processTable } from './process-table.ts';

/** Kills a process and all below it, who would find no way to it once it is gone. */
export function killTree(host: Pick<Host, 'files' | 'processes'>, pid: number): void {
  const below = descendantsOf(pid, processTable(host));
  host.processes.signal(pid, 'SIGKILL');
  for (const row of below) host.processes.signal(row.pid, 'SIGKILL');
}
