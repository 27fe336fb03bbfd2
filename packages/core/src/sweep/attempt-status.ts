import { isTaskSlot, parseSlot, taskSlot } from '../slurm/token.ts';
import { endState, noExitRecord } from './attempt-end.ts';
import { type AttemptFacts, stopOf } from './attempt-facts.ts';
import { endOfTask, launchFailure } from './end-of-task.ts';
import type { WantedAttempt } from './event.ts';
import type { LastStarts } from './last-starts.ts';
import type { MayLive } from './may-live.ts';
import type { AttemptStatus } from './run-state.ts';
import { isCancelledAfter, type SweepFacts } from './sweep-facts.ts';

/** What an attempt's status depends on beside its own facts. */
export interface Surroundings {
  readonly facts: SweepFacts;
  readonly lastStarts: LastStarts;
  /** Hash of the code that a slot's launcher starts attempts with. */
  readonly codeOf: (slot: string) => string | undefined;
  /** Which run it is of. */
  readonly index: number;
  /** What was wished for it. */
  readonly overrides: WantedAttempt | undefined;
}

/** Undefined for an attempt that was only meant to start, and that nobody is left to start. */
export function attemptStatus(
  attempt: AttemptFacts,
  may: MayLive,
  around: Surroundings,
): AttemptStatus | undefined {
  if (attempt.exitCode !== undefined || attempt.ended !== undefined) {
    return placed(endedStatus(attempt, may, around), attempt, around);
  }
  if (attempt.started) return startedStatus(attempt, may, around);
  const slots = attempt.slots.filter((slot) => mayBegin(slot, may));
  if (slots.length === 0) return neverBegun(attempt, may, around);
  const where = slots.length === attempt.slots.length ? attempt : { ...attempt, slots };
  return placed(toStop(pending(attempt.attempt), attempt, around), where, around);
}

const mayBegin = (slot: string, may: MayLive): boolean =>
  isTaskSlot(slot) ? may.tasks.mayBegin(slot) : may.launcherOf(slot) || may.slot(slot);

/** It began, and nobody recorded how it ended. */
function startedStatus(attempt: AttemptFacts, may: MayLive, around: Surroundings): AttemptStatus {
  const { slots, startedIn } = attempt;
  if (startedIn !== undefined && may.tasks.endOf(startedIn) !== undefined) {
    return placed(endedStatus(attempt, may, around), attempt, around);
  }
  const lives = startedIn !== undefined || slots.length === 0 || slots.some(may.slot);
  const state = lives ? 'running' : 'unknown';
  const reason = lives ? null : ({ kind: 'lost', text: noExitRecord } as const);
  const status = timed({ attempt: attempt.attempt, state, reason, exitCode: null }, attempt);
  return placed(lives ? toStop(status, attempt, around) : status, attempt, around);
}

/**
 * Its tasks are over, and it did not begin: nobody will start it. It counts all the same when it could not be started at all,
 * and when the failure of a sibling ended it before its turn: then it is not to be started alone.
 */
function neverBegun(
  attempt: AttemptFacts,
  may: MayLive,
  around: Surroundings,
): AttemptStatus | undefined {
  if (stopOf(attempt)?.cause === 'sibling-failed') {
    const end = { state: 'cancelled', reason: siblingFailedFirst, exitCode: null } as const;
    return placed(timed({ attempt: attempt.attempt, ...end }, attempt), attempt, around);
  }
  const text = launchFailure(attempt, may.tasks);
  if (text === undefined) return undefined;
  const reason = { kind: 'launch', text } as const;
  const status: AttemptStatus = {
    attempt: attempt.attempt,
    state: 'failed',
    reason,
    exitCode: null,
  };
  return placed(timed(status, attempt), attempt, around);
}

const siblingFailedFirst = {
  kind: 'cancelled',
  text: 'another member of its composite failed first',
} as const;

/** With why it is to stop, if it is: a launcher recorded that, or somebody wished it and nobody has heard it yet. */
function toStop(
  status: Mutable<AttemptStatus>,
  attempt: AttemptFacts,
  { facts }: Surroundings,
): Mutable<AttemptStatus> {
  const { handed, wanted } = attempt;
  const stop = stopOf(attempt);
  if (stop !== undefined) status.stop = stop.cause;
  else if (handed !== undefined) {
    const since = Math.max(handed.time, wanted?.time ?? handed.time);
    if (isCancelledAfter(facts, handed.run, since)) status.stop = 'cancelled';
  }
  return status;
}

/** With where it is, what code it runs, and what a launcher promised. */
function placed(
  status: Mutable<AttemptStatus>,
  { slots, startedIn, handed, again }: AttemptFacts,
  { overrides, codeOf }: Surroundings,
): AttemptStatus {
  const code = overrides?.code ?? (handed === undefined ? undefined : codeOf(handed.slot));
  if (startedIn !== undefined) status.slots = [startedIn];
  else if (slots.length > 0) status.slots = slots.length === 1 ? slots : slots.toSorted();
  if (code !== undefined) status.code = code;
  if (handed?.gpus !== undefined) status.gpus = handed.gpus;
  if (again) status.again = true;
  return status;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function endedStatus(
  facts: AttemptFacts,
  may: MayLive,
  around: Surroundings,
): Mutable<AttemptStatus> {
  const { attempt, exitCode = null } = facts;
  // By far the most ends are this one.
  const isPlain = exitCode === 0 && facts.stop === undefined;
  if (isPlain) return timed({ attempt, ...success, exitCode }, facts);
  const { job, again } = endOfTask(facts, may.tasks, around);
  const { state, reason } = endOf(facts, job);
  const status = timed({ attempt, state, reason, exitCode }, facts);
  // Slurm starts its task again, which goes on with the next attempt.
  if (again && state !== 'succeeded') status.again = true;
  return status;
}

const success = { state: 'succeeded', reason: null } as const;

const endOf = (
  facts: AttemptFacts,
  job: ReturnType<typeof endOfTask>['job'],
): Pick<AttemptStatus, 'state' | 'reason'> => {
  const stop = stopOf(facts);
  // A record that was given up, and came after all.
  const isFound = facts.exitCode !== undefined && facts.ended?.kind === 'lost';
  const said = isFound ? undefined : facts.ended;
  return endState({
    ...(facts.exitCode !== undefined && { code: facts.exitCode }),
    ...(stop !== undefined && !facts.byItself && { stop: stop.cause }),
    ...(facts.launchFailed !== undefined && { launchFailed: facts.launchFailed }),
    ...(said?.kind !== undefined && { kind: said.kind }),
    ...(said?.text !== undefined && { text: said.text }),
    ...(job !== undefined && { job }),
  });
};

/** A system whose worker has no clock leaves the launcher's times. */
function timed(status: Mutable<AttemptStatus>, facts: AttemptFacts): Mutable<AttemptStatus> {
  const startedAt = facts.startedAt ?? facts.handed?.time;
  const endedAt = facts.exitAt ?? facts.ended?.time;
  if (startedAt !== undefined) status.startedAt = startedAt;
  if (endedAt !== undefined) status.endedAt = endedAt;
  return status;
}

/** It was handed over, and nobody has started it. */
export const pending = (attempt: number): AttemptStatus => ({
  attempt,
  state: 'pending',
  reason: null,
  exitCode: null,
});

/** The task that an attempt began in may start the next one, in this life or a later one: its name, without a life. */
export function taskOfNext({ slots }: AttemptStatus, may: MayLive): string | undefined {
  const place = parseSlot(slots?.[0] ?? '');
  if (place === undefined || !may.tasks.task(place.token, place.task)) return undefined;
  return taskSlot(place.token, place.task);
}
