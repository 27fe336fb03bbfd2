import type { ReasonKind } from '../contexts/context.ts';
import type { StopCause, WantedAttempt } from './event.ts';

/** The states of a run, in the order of its life. */
export const runStates = [
  'planned',
  'pending',
  'running',
  'succeeded',
  'failed',
  'cancelled',
  'unknown',
] as const;
export type RunState = (typeof runStates)[number];

/** Whether nothing of it goes on, or is still to start, as far as is known. */
export const hasEnded = (state: RunState): boolean =>
  state !== 'planned' && state !== 'pending' && state !== 'running';

/** Whether it may be tried again: it has ended, and not with a success. */
export const canBeTriedAgain = (state: RunState): boolean =>
  hasEnded(state) && state !== 'succeeded';

/** Why a run is in its state. */
export interface Reason {
  readonly kind: ReasonKind;
  readonly code?: number;
  readonly signal?: string;
  readonly text: string;
}

/** Everything known of one attempt. Times are milliseconds since the epoch. */
export interface AttemptStatus {
  readonly attempt: number;
  readonly state: RunState;
  readonly reason: Reason | null;
  readonly exitCode: number | null;
  readonly startedAt?: number;
  readonly endedAt?: number;
  /** Where it was handed to; several, in no order, when an earlier launcher died before anybody claimed it. */
  readonly slots?: readonly string[];
  /** Hash of the state of the code it runs, where that is known. */
  readonly code?: string;
  /** The GPUs it alone may use, when it has any. */
  readonly gpus?: readonly string[];
  /** Why it is to stop, as long as it goes on. */
  readonly stop?: StopCause;
  /** A launcher promised another attempt after it. */
  readonly again?: boolean;
}

/** Everything known of one run: its newest attempt, and the ones before it. */
export interface RunStatus extends AttemptStatus {
  readonly index: number;
  readonly attempts: readonly AttemptStatus[];
  /** Planned, because somebody asked for another attempt. */
  readonly wanted?: boolean;
  /** Somebody cancelled it after its newest attempt began, which failed or got lost: no other one follows by itself. */
  readonly unwanted?: boolean;
  /** How its next attempt differs from the first one, by what was asked for. */
  readonly overrides?: WantedAttempt;
}
