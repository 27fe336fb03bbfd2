import { endState, noExitRecord } from './attempt-end.ts';
import { type AttemptFacts, collectFacts, type SweepFacts } from './attempt-facts.ts';
import type { ProcessIdentity, SweepEvent } from './event.ts';
import type { AttemptStatus, RunState, RunStatus } from './run-state.ts';
import { runStates } from './run-state.ts';

/** Whether a process lives. `unknown`: it is on another host, or can't be asked about; never taken for dead. */
export type Liveness = 'alive' | 'gone' | 'unknown';

/** What the fold asks of the world. */
export interface FoldOptions {
  readonly alive: (process: ProcessIdentity) => Liveness;
}

/** The states of a sweep's runs, as its events tell them. */
export interface FoldedRuns {
  /** The runs that something is recorded of. */
  readonly recorded: ReadonlyMap<number, RunStatus>;
  /** Any run; one without events is planned, or cancelled with all the others. */
  readonly of: (index: number) => RunStatus;
}

/**
 * The states of a sweep's runs. Facts decide, not the order of events: those of several files may come interleaved in
 * any way. A launcher that has not left, or a worker, keeps its runs pending or running as long as it may live.
 */
export function foldRuns(events: Iterable<SweepEvent>, { alive }: FoldOptions): FoldedRuns {
  const facts = collectFacts(events);
  const may = mayLive(facts, alive);
  const recorded = new Map<number, RunStatus>();
  for (const [index, attempts] of facts.runs) {
    recorded.set(index, runStatus(index, attempts, may, facts));
  }
  for (const index of facts.cancelledRuns) {
    if (!recorded.has(index)) recorded.set(index, neverStarted(index, facts));
  }
  return { recorded, of: (index) => recorded.get(index) ?? neverStarted(index, facts) };
}

/** How many runs are in each state. */
export type StateCounts = { readonly [State in RunState]: number };

/** Counts runs by state. Those of `total` that are not among the statuses are planned. */
export function summarise(statuses: Iterable<RunStatus>, total: number): StateCounts {
  const counts = Object.fromEntries(runStates.map((state) => [state, 0])) as {
    -readonly [State in RunState]: number;
  };
  let seen = 0;
  for (const { state } of statuses) {
    counts[state]++;
    seen++;
  }
  counts.planned += Math.max(total - seen, 0);
  return counts;
}

/** The status of a run that nothing is recorded of. Attempts count from 1; it had none. */
export const plannedStatus = (index: number): RunStatus => ({
  index,
  attempt: 0,
  state: 'planned',
  reason: null,
  exitCode: null,
  attempts: [],
});

interface MayLive {
  readonly slot: (slot: string) => boolean;
  readonly launcherOf: (slot: string) => boolean;
  readonly anyLauncher: () => boolean;
}

function runStatus(
  index: number,
  attempts: readonly AttemptFacts[],
  may: MayLive,
  facts: SweepFacts,
): RunStatus {
  const statuses = inOrder(attempts)
    .map((attempt) => attemptStatus(attempt, may))
    .filter((status) => status !== undefined);
  const newest = statuses.at(-1);
  if (newest === undefined) return neverStarted(index, facts);
  const again = attempts.some((it) => it.again && it.attempt === newest.attempt);
  if (again && may.anyLauncher()) {
    return { index, ...pending(newest.attempt + 1), attempts: statuses };
  }
  return { index, ...newest, attempts: statuses };
}

const inOrder = (attempts: readonly AttemptFacts[]): readonly AttemptFacts[] =>
  attempts.length === 1 ? attempts : attempts.toSorted((a, b) => a.attempt - b.attempt);

/** Undefined for an attempt that was only meant to start, and that nobody is left to start. */
function attemptStatus(facts: AttemptFacts, may: MayLive): AttemptStatus | undefined {
  const { slots } = facts;
  if (facts.exitCode !== undefined || facts.ended !== undefined) return endedStatus(facts);
  if (facts.started) {
    const lives = slots.length === 0 || slots.some(may.slot);
    const state = lives ? 'running' : 'unknown';
    const reason = lives ? null : ({ kind: 'lost', text: noExitRecord } as const);
    return timed({ attempt: facts.attempt, state, reason, exitCode: null }, facts);
  }
  const waits = slots.some((slot) => may.launcherOf(slot) || may.slot(slot));
  return waits ? pending(facts.attempt) : undefined;
}

function endedStatus(facts: AttemptFacts): AttemptStatus {
  const { attempt, exitCode = null } = facts;
  // By far the most ends are this one.
  const isPlain = exitCode === 0 && facts.stop === undefined;
  const { state, reason } = isPlain ? success : endOf(facts);
  return timed({ attempt, state, reason, exitCode }, facts);
}

const success = { state: 'succeeded', reason: null } as const;

const endOf = (facts: AttemptFacts): Pick<AttemptStatus, 'state' | 'reason'> =>
  endState({
    ...(facts.exitCode !== undefined && { code: facts.exitCode }),
    ...(facts.stop !== undefined && !facts.byItself && { stop: facts.stop.cause }),
    ...(facts.launchFailed !== undefined && { launchFailed: facts.launchFailed }),
    ...(facts.ended?.kind !== undefined && { kind: facts.ended.kind }),
    ...(facts.ended?.text !== undefined && { text: facts.ended.text }),
  });

/** A system whose worker has no clock leaves the launcher's times. */
function timed(
  status: AttemptStatus & { startedAt?: number; endedAt?: number },
  facts: AttemptFacts,
): AttemptStatus {
  const startedAt = facts.startedAt ?? facts.handedAt;
  const endedAt = facts.exitAt ?? facts.ended?.time;
  if (startedAt !== undefined) status.startedAt = startedAt;
  if (endedAt !== undefined) status.endedAt = endedAt;
  return status;
}

const pending = (attempt: number): AttemptStatus => ({
  attempt,
  state: 'pending',
  reason: null,
  exitCode: null,
});

function neverStarted(index: number, facts: SweepFacts): RunStatus {
  const planned = plannedStatus(index);
  if (!facts.allCancelled && !facts.cancelledRuns.has(index)) return planned;
  const reason = { kind: 'cancelled', text: 'cancelled before it started' } as const;
  return { ...planned, state: 'cancelled', reason };
}

/** Asks about each process once. */
function mayLive(facts: SweepFacts, alive: FoldOptions['alive']): MayLive {
  const asked = new Map<ProcessIdentity, boolean>();
  const lives = (process: ProcessIdentity | undefined): boolean => {
    if (process === undefined) return false;
    let answer = asked.get(process);
    if (answer === undefined) {
      answer = alive(process) !== 'gone';
      asked.set(process, answer);
    }
    return answer;
  };
  const isAtWork = (launcher: string): boolean =>
    !facts.left.has(launcher) && lives(facts.launchers.get(launcher));
  return {
    slot: (slot) => lives(facts.workers.get(slot)),
    launcherOf: (slot) => isAtWork(slot.slice(0, slot.lastIndexOf('-'))),
    anyLauncher: () => [...facts.launchers.keys()].some(isAtWork),
  };
}
