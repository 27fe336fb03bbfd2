import type { Liveness, ProcessIdentity } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import { processRow } from './process-table.ts';

type Asks = Pick<Host, 'files' | 'processes' | 'machine'>;

/** Names a process of this machine for ever; undefined when it is gone. */
export function identityOf(host: Asks, pid: number): ProcessIdentity | undefined {
  const row = processRow(host, pid);
  return row && { host: host.machine.host, boot: bootId(host), pid, started: row.started };
}

/** Whether that very process still lives. Of another host nothing is known, and nothing is presumed. */
export function livenessOf(host: Asks, identity: ProcessIdentity): Liveness {
  if (identity.host !== host.machine.host) return 'unknown';
  if (identity.boot !== bootId(host)) return 'gone';
  return processRow(host, identity.pid)?.started === identity.started ? 'alive' : 'gone';
}

/** Names the machine's current boot: pids and start times of an earlier one mean nothing. */
export function bootId(host: Asks): string {
  const linux = host.files.read('/proc/sys/kernel/random/boot_id');
  if (linux !== undefined) return linux.trim();
  const { code, stdout } = host.processes.runNow(['sysctl', '-n', 'kern.boottime']);
  return code === 0 ? stdout.trim() : 'unknown';
}
