import type { ReasonKind } from '../contexts/context.ts';
import type { JobEnd } from '../slurm/job-end.ts';
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
  /** What the scheduler says of the end of its task. */
  readonly job?: JobEnd;
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
  const stopped = end.stop === undefined ? stoppedBy(end.job, code) : stoppedState(end.stop, code);
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

/**
 * Nobody recorded an exit: it can't be told how it ended. A launcher may know that it never began, and a scheduler, or what
 * came after it in its task, why it was ended.
 */
function withoutRecord(end: AttemptEnd): { state: RunState; reason: Reason } {
  const { job, stop } = end;
  if (job !== undefined && stop !== undefined) {
    const { state, kind, text } = stoppedState(stop, killed);
    return { state, reason: { kind, text } };
  }
  const said = job?.explains ? job : end.kind === undefined ? (job ?? end) : end;
  const { kind, text = noExitRecord } = said;
  if (kind === 'cancelled') return { state: 'cancelled', reason: { kind, text } };
  const isSure = kind === 'preempted' || kind === 'node' || said === job;
  if (isSure && kind !== undefined && kind !== 'done' && kind !== 'lost') {
    return { state: 'failed', reason: { kind, text } };
  }
  return { state: 'unknown', reason: { kind: 'lost', text } };
}

/** What the shell says of a program that was killed. */
const killed = 137;

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

/** A scheduler that ended its task ended it too, whatever it made of that. */
function stoppedBy(job: JobEnd | undefined, code: number): Stopped | undefined {
  if (job === undefined || !job.explains || job.kind === 'done') return undefined;
  const saved = code === exitCodes.interrupted ? '; it saved its state' : '';
  const state = job.kind === 'cancelled' ? 'cancelled' : 'failed';
  return { state, kind: job.kind, text: `${job.text}${saved}` };
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
