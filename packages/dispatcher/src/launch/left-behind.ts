import type { AttemptStatus, ProcessIdentity, RunStatus } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import { livenessOf } from '../processes/liveness.ts';
import type { MarkedProcess } from '../processes/marked-processes.ts';
import type { SweepStatus } from '../sweep-home/sweep-status.ts';

/** An attempt that an earlier launcher started, or handed to a worker, and that may go on. */
export interface LivingAttempt {
  readonly status: RunStatus;
  readonly attempt: AttemptStatus;
  /** Its worker; the process may be gone already, while what it started lives. */
  readonly worker: { readonly slot: string; readonly identity: ProcessIdentity | undefined };
}

/** What earlier launchers left that lives. */
export interface LeftBehind {
  readonly attempts: readonly LivingAttempt[];
  /** Workers on this host without a run: they are in their set-up, or about to end. */
  readonly idleWorkers: readonly ProcessIdentity[];
}

/**
 * Finds what earlier launchers of a sweep left that lives, by their workers and by the marks of processes. Who holds the
 * sweep's lock may ask: nobody starts anything meanwhile.
 */
export function findLeftBehind(
  host: Host,
  status: SweepStatus,
  marked: readonly MarkedProcess[],
): LeftBehind {
  const markedRuns = Map.groupBy(marked, ({ run }) => run);
  const isMarked = (run: number, attempt: number): boolean =>
    markedRuns.get(run)?.some((it) => it.attempt === attempt) ?? false;
  const mayLive = livenessOfWorkers(host, status);
  const attempts: LivingAttempt[] = [];
  for (const run of status.recorded.values()) {
    // Of most runs all attempts have ended, and nothing is to be asked.
    const attempt = run.attempts.findLast((it) => !hasEnded(it));
    if (attempt === undefined) continue;
    const slots = attempt.slots ?? [];
    const slot = slots.find(mayLive) ?? slots.at(-1) ?? '';
    const goesOn = attempt.state === 'running' || attempt.state === 'pending';
    if (!goesOn && !isMarked(run.index, attempt.attempt)) continue;
    const worker = { slot, identity: status.workers.get(slot) };
    attempts.push({ status: run, attempt, worker });
  }
  const busy = new Set(attempts.map(({ worker }) => worker.slot));
  const idleWorkers = [...status.workers]
    .filter(([slot, worker]) => !busy.has(slot) && livenessOf(host, worker) === 'alive')
    .map(([, worker]) => worker);
  return { attempts, idleWorkers };
}

/** Whether it is on record how it ended. */
const hasEnded = ({ state, endedAt, exitCode }: AttemptStatus): boolean =>
  endedAt !== undefined || exitCode !== null || state === 'succeeded';

/** One on another host may live as long as nobody knows better. Each is asked about once. */
function livenessOfWorkers(host: Host, { workers }: SweepStatus): (slot: string) => boolean {
  const asked = new Map<string, boolean>();
  return (slot) => {
    const known = asked.get(slot);
    if (known !== undefined) return known;
    const worker = workers.get(slot);
    const answer = worker !== undefined && livenessOf(host, worker) !== 'gone';
    asked.set(slot, answer);
    return answer;
  };
}
