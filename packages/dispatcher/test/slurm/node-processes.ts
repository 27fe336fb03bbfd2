import { readdirSync, readFileSync } from 'node:fs';

interface Seen {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** What jobs have started on a node of a cluster, and the slurmstepd of each. */
export function nodeProcesses(slurmConf: string, node: string): number[] {
  const seen = readdirSync('/proc').flatMap((name) => (/^\d/.test(name) ? read(Number(name)) : []));
  const keepers = new Set(
    seen
      .filter(({ pid }) => {
        const variables = readOrNone(`/proc/${pid}/environ`).split('\0');
        return [`SLURM_CONF=${slurmConf}`, `SLURMD_NODENAME=${node}`].every((variable) =>
          variables.includes(variable),
        );
      })
      .map(({ parent }) => parent),
  );
  const ending = new Set(
    seen
      .filter(({ pid, command }) => command === 'slurmstepd' && keepers.has(pid))
      .map(({ pid }) => pid),
  );
  for (let size = -1; size !== ending.size; ) {
    size = ending.size;
    for (const { pid, parent } of seen) if (ending.has(parent)) ending.add(pid);
  }
  return [...ending];
}

function read(pid: number): Seen[] {
  const [, command = '', rest = ''] =
    /^\d+ \((.*)\) . (.*)/s.exec(readOrNone(`/proc/${pid}/stat`)) ?? [];
  return rest === '' ? [] : [{ pid, command, parent: Number(rest.split(' ')[0]) }];
}

/** A process may end while it is looked at. */
function readOrNone(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

/** Signals processes; those that have ended meanwhile do not matter. */
export function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
    }
  }
}
