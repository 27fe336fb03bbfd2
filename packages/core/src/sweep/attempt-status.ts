import { isTaskSlot, launcherOfToken, parseSlot } from '../slurm/token.ts';
import { endState, noExitRecord } from './attempt-end.ts';
import type { AttemptFacts } from './attempt-facts.ts';
import type { WantedAttempt } from './event.ts';
import type { AttemptStatus } from './run-state.ts';
import { isCancelledAfter, type SweepFacts } from './sweep-facts.ts';

/** Who may still be at work: whoever can't be asked may be. */
export interface MayLive {
  readonly slot: (slot: string) => boolean;
  readonly launcherOf: (slot: string) => boolean;
  readonly anyLauncher: () => boolean;
}

/** What an attempt's status depends on beside its own facts. */
export interface Surroundings {
  readonly facts: SweepFacts;
  /** What was wished for it. */
  readonly overrides: WantedAttempt | undefined;
}

/** Undefined for an attempt that was only meant to start, and that nobody is left to start. */
export function attemptStatus(
  attempt: AttemptFacts,
  may: MayLive,
  around: Surroundings,
): AttemptStatus | undefined {
  const { slots } = attempt;
  if (attempt.exitCode !== undefined || attempt.ended !== undefined) {
    return placed(endedStatus(attempt), attempt, around);
  }
  if (attempt.started) {
    const lives = slots.length === 0 || slots.some(may.slot);
    const state = lives ? 'running' : 'unknown';
    const reason = lives ? null : ({ kind: 'lost', text: noExitRecord } as const);
    const status = timed({ attempt: attempt.attempt, state, reason, exitCode: null }, attempt);
    return placed(lives ? toStop(status, attempt, around) : status, attempt, around);
  }
  const waits = slots.some((slot) => may.launcherOf(slot) || may.slot(slot));
  if (!waits) return undefined;
  return placed(toStop(pending(attempt.attempt), attempt, around), attempt, around);
}

/** With why it is to stop, if it is: a launcher recorded that, or somebody wished it and nobody has heard it yet. */
function toStop(
  status: Mutable<AttemptStatus>,
  { stop, handed, wanted }: AttemptFacts,
  { facts }: Surroundings,
): Mutable<AttemptStatus> {
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
  { slots, handed, again }: AttemptFacts,
  { facts: { launchers }, overrides }: Surroundings,
): AttemptStatus {
  const launcher = handed === undefined ? undefined : launchers.get(launcherOf(handed.slot));
  const code = overrides?.code ?? launcher?.code;
  if (slots.length > 0) status.slots = slots.length === 1 ? slots : slots.toSorted();
  if (code !== undefined) status.code = code;
  if (handed?.gpus !== undefined) status.gpus = handed.gpus;
  if (again) status.again = true;
  return status;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Id of the launcher that a slot belongs to. */
export const launcherOf = (slot: string): string =>
  isTaskSlot(slot)
    ? launcherOfToken(parseSlot(slot)?.token ?? slot)
    : slot.slice(0, slot.lastIndexOf('-'));

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
