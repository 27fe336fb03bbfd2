import type { ProcessIdentity } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import { livenessOf } from '../processes/liveness.ts';
import type { FindMarked } from '../processes/marked-processes.ts';
import { descendantsOf, processTable } from '../processes/process-table.ts';

/** A living attempt, as far as its processes go. */
export interface LivingAttempt {
  readonly run: number;
  readonly attempt: number;
  /** Its worker, which is to survive and to record the end. It may be gone. */
  readonly worker: ProcessIdentity | undefined;
}

/** How a stop goes on. */
export interface Stopping {
  /** KILL from now on, whatever is left of the grace. */
  readonly kill: () => void;
  /** The attempt has ended: nothing more to do. */
  readonly over: () => void;
}

/** Milliseconds between two looks for processes: a run may not have begun, or go on forking. */
const pause = 40;

/**
 * Ends all processes of an attempt: TERM once to each, and KILL after the grace, again and again until `over` is called.
 * They are found below the worker and by their environment, wherever they moved.
 */
export function stopProcesses(
  host: Host,
  attempt: LivingAttempt,
  { find, grace }: { readonly find: FindMarked; readonly grace: number },
): Stopping {
  const asked = new Set<number>();
  const begun = host.clock.elapsed();
  let kills = false;
  let cancelNext: (() => void) | undefined;

  const step = (): void => {
    cancelNext?.();
    kills ||= host.clock.elapsed() - begun >= grace * 1000;
    for (const pid of pidsOf(host, attempt, find)) {
      if (kills) host.processes.signal(pid, 'SIGKILL');
      else if (!asked.has(pid)) host.processes.signal(pid, 'SIGTERM');
      asked.add(pid);
    }
    const left = begun + grace * 1000 - host.clock.elapsed();
    // Who was asked once is left alone; only before the first process appears is there a reason to look again soon.
    const next = kills || asked.size === 0 ? pause : Math.max(left, pause);
    cancelNext = host.clock.after(next, step);
  };

  step();
  return {
    kill: () => {
      kills = true;
      step();
    },
    over: () => cancelNext?.(),
  };
}

function pidsOf(
  host: Host,
  { run, attempt, worker }: LivingAttempt,
  find: FindMarked,
): Set<number> {
  // Somebody else may have the pid of a worker that is gone.
  const lives = worker !== undefined && livenessOf(host, worker) === 'alive';
  const below = lives ? descendantsOf(worker.pid, processTable(host)).map((row) => row.pid) : [];
  const marked = find().filter((it) => it.run === run && it.attempt === attempt);
  return new Set([...below, ...marked.map((it) => it.pid)]);
}
