import type { AttemptStatus, Liveness, ProcessIdentity } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import type { Sweep } from '../sweep-home/open-sweep.ts';
import { livenessOf } from './liveness.ts';
import { markedProcessSearch } from './marked-processes.ts';

/** The processes of an attempt, as far as this host can tell. */
export interface AttemptProcesses {
  /** Those it was handed to; more than one when a launcher died early. */
  readonly workers: readonly (ProcessIdentity & { readonly life: Liveness })[];
  /** Its own ones that live here, with all they started. */
  readonly pids: readonly number[];
}

/** Looks which processes of an attempt live. */
export function attemptProcesses(
  host: Host,
  { home, record: { id } }: Pick<Sweep, 'home' | 'record'>,
  workers: ReadonlyMap<string, ProcessIdentity>,
  run: AttemptStatus & { readonly index: number },
): AttemptProcesses {
  const known = (run.slots ?? []).flatMap((slot) => workers.get(slot) ?? []);
  const marked = markedProcessSearch(host, id, home)();
  return {
    workers: known.map((worker) => ({ ...worker, life: livenessOf(host, worker) })),
    pids: marked
      .filter((it) => it.run === run.index && it.attempt === run.attempt)
      .map(({ pid }) => pid),
  };
}
