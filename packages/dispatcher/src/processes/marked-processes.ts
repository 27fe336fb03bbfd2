import { runVariables } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import { hasProc, pidsOf } from './process-table.ts';

/** A process whose environment says which attempt of which run it belongs to. */
export interface MarkedProcess {
  readonly pid: number;
  readonly run: number;
  readonly attempt: number;
}

/**
 * Finds the processes of a sweep's runs by their environment, wherever they moved in the process tree. What cleared its
 * own environment is not found; nor is anything on a system without /proc.
 */
export type FindMarked = () => readonly MarkedProcess[];

/** Milliseconds between two looks within which no machine hands out all of its pids. */
const trustedFor = 5000;

/**
 * A search that remembers foreign processes, so that repeating it costs little more than listing /proc. A process is
 * remembered when it is a second old: before it starts its program, a run's process shows the environment of its worker.
 */
export function markedProcessSearch(
  host: Pick<Host, 'files' | 'clock'>,
  sweepId: string,
  home: string,
): FindMarked {
  if (!hasProc(host)) return () => [];
  const mark = `${runVariables.runId}=${sweepId}/`;
  let known = new Map<number, number>();
  let lookedAt = 0;
  return () => {
    const now = host.clock.elapsed();
    // Meanwhile pids may have come around to others.
    if (now - lookedAt > trustedFor) known = new Map();
    lookedAt = now;
    const seen = new Map<number, number>();
    const found: MarkedProcess[] = [];
    for (const pid of pidsOf(host)) {
      const since = known.get(pid) ?? now;
      seen.set(pid, since);
      if (now - since > 1000) continue;
      const environment = environmentOf(host, pid);
      const marked = parseMark(environment, mark);
      if (marked === undefined || isOfNamesake(host, environment, home)) continue;
      found.push({ pid, ...marked });
      seen.delete(pid);
    }
    known = seen;
    return found;
  };
}

/**
 * Whether a process belongs to another sweep of the same id: its run's directory exists, elsewhere. One that does not exist
 * was moved with its sweep.
 */
function isOfNamesake(host: Pick<Host, 'files'>, environment: string, home: string): boolean {
  const variables = `\0${environment}`;
  const prefix = `\0${runVariables.resourceDir}=`;
  const at = variables.indexOf(prefix);
  if (at < 0) return false;
  const directory = variables.slice(at + prefix.length).split('\0', 1)[0] ?? '';
  if (directory.startsWith(`${home}/`)) return false;
  const real = host.files.realPath(directory);
  return real !== undefined && !real.startsWith(`${host.files.realPath(home) ?? home}/`);
}

/** Which run and attempt an environment, as /proc shows it, tells of. */
export function parseMark(
  environment: string,
  mark: string,
): Omit<MarkedProcess, 'pid'> | undefined {
  const variables = `\0${environment}`;
  const run = numberAfter(variables, `\0${mark}`);
  if (run === undefined) return undefined;
  return { run, attempt: numberAfter(variables, `\0${runVariables.attempt}=`) ?? 1 };
}

function numberAfter(text: string, prefix: string): number | undefined {
  const at = text.indexOf(prefix);
  return at < 0
    ? undefined
    : Number.parseInt(text.slice(at + prefix.length, at + prefix.length + 16), 10);
}

function environmentOf(host: Pick<Host, 'files'>, pid: number): string {
  try {
    return host.files.read(`/proc/${pid}/environ`) ?? '';
  } catch {
    // Somebody else's process.
    return '';
  }
}
