import type { ReasonKind } from '../contexts/context.ts';
import type { StopCause } from './event.ts';
import { exitMeaning } from './exit-text.ts';
import { exitCodes } from './run-files.ts';
import type { Reason, RunState } from './run-state.ts';
import { signalOfCode } from './signal-names.ts';

/** What is known of how an attempt ended. */
export interface AttemptEnd {
  /** The shell's exit code; absent when there is no exit record. */
  readonly code?: number;
  /** Why it was asked to stop, if it was. */
  readonly stop?: StopCause;
  /** Why its command could not be started. */
  readonly launchFailed?: string;
  /** What the launcher or the scheduler saw besides. */
  readonly kind?: ReasonKind;
  /** The script's own words. */
  readonly text?: string;
}

/** The state of an attempt that is over, and why. The launcher and the fold both use it, so they always agree. */
export function endState(end: AttemptEnd): {
  readonly state: RunState;
  readonly reason: Reason | null;
} {
  const { code } = end;
  if (code === undefined) return withoutRecord(end);
  if (code === 0) return { state: 'succeeded', reason: stopNote(end) };
  if (end.launchFailed !== undefined) {
    return { state: 'failed', reason: { kind: 'launch', code, text: end.launchFailed } };
  }
  const stopped = end.stop === undefined ? undefined : stoppedState(end.stop, code);
  const signal = signalOfCode(code);
  const kind = stopped?.kind ?? end.kind ?? kindOfCode(code, signal);
  return {
    state: stopped?.state ?? 'failed',
    reason: {
      kind,
      code,
      ...(signal !== undefined && { signal }),
      text: stopped?.text ?? end.text ?? exitMeaning(code) ?? `exit ${code}`,
    },
  };
}

/** Nobody recorded an exit: it can't be told how it ended. A launcher may know that it never began. */
function withoutRecord(end: AttemptEnd): { state: RunState; reason: Reason } {
  const text = end.text ?? noExitRecord;
  if (end.kind === 'cancelled') return { state: 'cancelled', reason: { kind: 'cancelled', text } };
  return { state: 'unknown', reason: { kind: 'lost', text } };
}

/** What is said of an attempt that ended without a record. */
export const noExitRecord = 'no exit record';

const kindOfCode = (code: number, signal: string | undefined): ReasonKind => {
  if (code === exitCodes.interrupted) return 'interrupted';
  return signal === undefined ? 'exit' : 'signal';
};

interface Stopped {
  readonly state: RunState;
  readonly kind: ReasonKind;
  readonly text: string;
}

function stoppedState(cause: StopCause, code: number): Stopped {
  switch (cause) {
    case 'timeout':
      return { state: 'failed', kind: 'timeout', text: 'stopped at its time limit' };
    case 'cancelled':
      return { state: 'cancelled', kind: 'cancelled', text: 'cancelled' };
    case 'sibling-failed':
      return { state: 'cancelled', kind: 'cancelled', text: siblingFailed };
    case 'interrupted':
      return code === exitCodes.interrupted
        ? { state: 'failed', kind: 'interrupted', text: 'interrupted; it saved its state' }
        : { state: 'cancelled', kind: 'interrupted', text: 'interrupted' };
  }
}

/** Success stays success when it came after the wish to stop, and says so. */
function stopNote({ stop }: AttemptEnd): Reason | null {
  if (stop === undefined) return null;
  const kind = stop === 'sibling-failed' ? 'cancelled' : stop;
  return { kind, code: 0, text: `succeeded after it was asked to stop (${stopWords[stop]})` };
}

const siblingFailed = 'another member of its composite failed';

const stopWords: { readonly [Cause in StopCause]: string } = {
  timeout: 'time limit',
  cancelled: 'cancelled',
  interrupted: 'interrupted',
  'sibling-failed': siblingFailed,
};
