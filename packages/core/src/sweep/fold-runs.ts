import type { AttemptFacts } from './attempt-facts.ts';
import { attemptStatus, pending, type Surroundings, taskOfNext } from './attempt-status.ts';
import { type BatchStatus, batchStatuses } from './batch-status.ts';
import type { JobEndedEvent } from './cluster-event.ts';
import type { LauncherEvent, ProcessIdentity, SweepEvent, WantedAttempt } from './event.ts';
import { lastStarts } from './last-starts.ts';
import { slotCodes } from './launcher-of.ts';
import { type Liveness, type MayLive, mayLive } from './may-live.ts';
import { RecordedRuns } from './recorded-runs.ts';
import { type AttemptStatus, canBeTriedAgain, type RunStatus } from './run-state.ts';
import { countStates, type StateCounts } from './state-counts.ts';
import { collectFacts, isCancelledAfter, type SweepFacts } from './sweep-facts.ts';
import { taskLives } from './task-lives.ts';

/** What the fold asks of the world. */
export interface FoldOptions {
  readonly alive: (process: ProcessIdentity) => Liveness;
}

/** The states of a sweep's runs, as its events tell them. */
export interface FoldedRuns {
  /** The runs that something is recorded of. */
  readonly recorded: ReadonlyMap<number, RunStatus>;
  /** How many of so many runs are in each state. */
  readonly counts: (total: number) => StateCounts;
  /** Any run; one without events is planned, or cancelled with all the others. */
  readonly of: (index: number) => RunStatus;
  /** By slot. */
  readonly workers: ReadonlyMap<string, ProcessIdentity>;
  /** What was given to a cluster, by token. */
  readonly batches: ReadonlyMap<string, BatchStatus>;
  /** The machine that a task on a cluster runs on, or ran, by slot. */
  readonly nodes: ReadonlyMap<string, string>;
  /** What the scheduler said of ended tasks, by slot. */
  readonly jobEnds: ReadonlyMap<string, JobEndedEvent>;
  /** By id. */
  readonly launchers: ReadonlyMap<string, LauncherEvent>;
  /** How many runs at a time somebody wished for last. */
  readonly parallel?: number | 'auto';
  /** Which GPUs somebody wished to be used last. */
  readonly gpus?: string;
}

/**
 * The states of a sweep's runs. Facts decide, not the order of events: those of several files may come interleaved in
 * any way. A launcher that has not left, or a worker, keeps its runs pending or running as long as it may live.
 */
export const foldRuns = (events: Iterable<SweepEvent>, options: FoldOptions): FoldedRuns =>
  foldFacts(collectFacts(events), options);

/** The same, of facts that were gathered before. */
export function foldFacts(facts: SweepFacts, { alive }: FoldOptions): FoldedRuns {
  const lives = taskLives(facts);
  const may = mayLive(facts, alive, lives);
  const codeOf = slotCodes(facts.launchers);
  const around = { facts, codeOf, lastStarts: lastStarts(facts) };
  const { plain } = facts;
  const others = new Map<number, RunStatus>();
  for (const [index, attempts] of facts.runs) {
    others.set(index, runStatus(index, attempts, may, around));
  }
  for (const index of facts.cancelledRuns.keys()) {
    const isKnown = others.has(index) || plain?.get(index) !== undefined;
    if (!isKnown) others.set(index, neverStarted(index, facts));
  }
  const recorded = plain === undefined ? others : new RecordedRuns(others, plain, codeOf);
  const of = (index: number): RunStatus => recorded.get(index) ?? neverStarted(index, facts);
  return {
    recorded,
    counts: (total) =>
      countStates(others.values(), {
        succeeded: plain?.size ?? 0,
        [facts.allCancelledAt === undefined ? 'planned' : 'cancelled']: total - recorded.size,
      }),
    of,
    workers: facts.workers,
    batches: batchStatuses(facts, lives, (index) => of(index).state),
    nodes: facts.nodes,
    jobEnds: facts.jobEnds,
    launchers: facts.launchers,
    ...(facts.update?.parallel !== undefined && { parallel: facts.update.parallel }),
    ...(facts.gpuUpdate?.gpus !== undefined && { gpus: facts.gpuUpdate.gpus }),
  };
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

function runStatus(
  index: number,
  attempts: readonly AttemptFacts[],
  may: MayLive,
  around: Omit<Surroundings, 'index' | 'overrides'>,
): RunStatus {
  const { facts } = around;
  const statuses: AttemptStatus[] = [];
  let overrides: WantedAttempt | undefined;
  for (const attempt of inOrder(attempts)) {
    if (attempt.wanted !== undefined) overrides = withWish(overrides, attempt.wanted);
    const status = attemptStatus(attempt, may, { ...around, index, overrides });
    if (status !== undefined) statuses.push(status);
  }
  const newest = statuses.at(-1);
  const next = attempts.find((it) => it.attempt === (newest?.attempt ?? 0) + 1)?.wanted;
  if (next !== undefined && !isCancelledAfter(facts, index, next.time)) {
    if (newest === undefined || canBeTriedAgain(newest.state)) {
      return { ...plannedStatus(index), ...past(statuses, overrides), wanted: true };
    }
  }
  if (newest === undefined) return neverStarted(index, facts);
  const isOver = newest.state === 'failed' || newest.state === 'unknown';
  if (isOver && isCancelledAfter(facts, index, beginOf(attempts, newest))) {
    return { index, ...past(statuses, overrides), ...newest, unwanted: true };
  }
  if (newest.again) {
    const waits = { index, ...past(statuses, overrides), ...pending(newest.attempt + 1) };
    const task = isOver ? taskOfNext(newest, may) : undefined;
    if (task !== undefined) return { ...waits, slots: [task] };
    if (may.anyLauncher()) return waits;
  }
  return { index, ...past(statuses, overrides), ...newest };
}

/** When an attempt was handed over, by the clock that wishes have too. */
const beginOf = (
  attempts: readonly AttemptFacts[],
  { attempt, startedAt = 0 }: AttemptStatus,
): number => attempts.find((it) => it.attempt === attempt)?.handed?.time ?? startedAt;

const past = (
  attempts: readonly AttemptStatus[],
  overrides: WantedAttempt | undefined,
): Pick<RunStatus, 'attempt' | 'attempts' | 'overrides'> => ({
  attempt: attempts.at(-1)?.attempt ?? 0,
  attempts,
  ...(overrides !== undefined && { overrides }),
});

/** What was wished for an attempt holds for those after it, unless they are wished otherwise. */
const withWish = (
  before: WantedAttempt | undefined,
  { resources, code = before?.code }: WantedAttempt,
): WantedAttempt => ({
  ...((before?.resources ?? resources) !== undefined && {
    resources: { ...before?.resources, ...resources },
  }),
  ...(code !== undefined && { code }),
});

const inOrder = (attempts: readonly AttemptFacts[]): readonly AttemptFacts[] =>
  attempts.length === 1 ? attempts : attempts.toSorted((a, b) => a.attempt - b.attempt);

function neverStarted(index: number, facts: SweepFacts): RunStatus {
  const planned = plannedStatus(index);
  if (!isCancelledAfter(facts, index, 0)) return planned;
  const reason = { kind: 'cancelled', text: 'cancelled before it started' } as const;
  return { ...planned, state: 'cancelled', reason };
}
