import type { Host } from '../host/host.ts';

/** One living process. `started` is in whatever unit the system counts; with the pid it names the process for ever. */
export interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  readonly started: string;
}

type Asks = Pick<Host, 'files' | 'processes'>;

/** All processes of this machine. */
export function processTable(host: Asks): readonly ProcessRow[] {
  if (!hasProc(host)) return tableOfPs(host.processes.runNow(['ps', '-A', ...psColumns]).stdout);
  const rows = pidsOf(host).map((pid) => rowOfProc(host, pid));
  return rows.filter((row) => row !== undefined);
}

/** One process, or undefined when there is none of that pid. Zombies have ended. */
export function processRow(host: Asks, pid: number): ProcessRow | undefined {
  if (hasProc(host)) return rowOfProc(host, pid);
  return tableOfPs(host.processes.runNow(['ps', '-p', String(pid), ...psColumns]).stdout)[0];
}

/** The processes below one, children before their own children. */
export function descendantsOf(root: number, table: readonly ProcessRow[]): readonly ProcessRow[] {
  const children = Map.groupBy(table, (row) => row.parent);
  const found: ProcessRow[] = [];
  const visit = (pid: number): void => {
    for (const row of children.get(pid) ?? []) {
      found.push(row);
      visit(row.pid);
    }
  };
  visit(root);
  return found;
}

/** Whether this system shows its processes as files. */
export const hasProc = (host: Pick<Host, 'files'>): boolean => host.files.exists('/proc/self/stat');

/** The pids in /proc. */
export const pidsOf = (host: Pick<Host, 'files'>): readonly number[] =>
  host.files.list('/proc').map(Number).filter(Number.isInteger);

/** Parses a line of /proc/<pid>/stat. The name in it may hold anything, also `)`; what follows the last one is numbers. */
export function parseStat(text: string): ProcessRow | undefined {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, parent] = fields;
  const started = fields[19];
  if (parent === undefined || started === undefined || state === 'Z' || state === 'X')
    return undefined;
  return { pid: Number.parseInt(text, 10), parent: Number(parent), started };
}

function rowOfProc(host: Pick<Host, 'files'>, pid: number): ProcessRow | undefined {
  const text = host.files.read(`/proc/${pid}/stat`);
  return text === undefined ? undefined : parseStat(text);
}

const psColumns = ['-o', 'pid=,ppid=,stat=,lstart='];

/** Parses what `ps -o pid=,ppid=,stat=,lstart=` prints. */
export function tableOfPs(output: string): readonly ProcessRow[] {
  return output.split('\n').flatMap((line) => {
    const [, pid, parent, state, started] =
      /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.+?)\s*$/.exec(line) ?? [];
    if (pid === undefined || started === undefined || state?.startsWith('Z')) return [];
    return [{ pid: Number(pid), parent: Number(parent), started }];
  });
}
