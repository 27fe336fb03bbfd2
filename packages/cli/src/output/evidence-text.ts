import { type Context, exitText, type RunStatus, resumeAttempt } from '@mrunner/core';
import type { AttemptProcesses, Sweep, SweepStatus } from '@mrunner/dispatcher';
import { durationText } from './durations.ts';
import { launcherText } from './launcher-text.ts';
import { momentText } from './sweep-header.ts';

/** What is known of a run beyond its own status. */
export interface Evidence {
  readonly sweep: Sweep;
  readonly status: SweepStatus;
  readonly onLost: Context['onLost'];
  readonly processes: AttemptProcesses;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** How mrunner knows the state of a run, in a few sentences. */
export const evidenceText = (run: RunStatus, evidence: Evidence): string => {
  switch (run.state) {
    case 'planned':
      return plannedText(run, evidence);
    case 'pending':
      return run.attempts.at(-1)?.again === true
        ? `Attempt ${run.attempt} follows by itself: ${evidence.sweep.record.options.retries} retries were asked for.`
        : 'It was handed to a worker, which starts it any moment.';
    case 'running':
      return runningText(run, evidence);
    case 'unknown':
      return lostText(run, evidence);
    case 'succeeded':
      return run.reason === null
        ? 'The worker recorded exit 0.'
        : `The worker recorded exit 0; it ${run.reason.text}.`;
    default:
      return endedText(run, evidence);
  }
};

const plannedText = (run: RunStatus, { sweep: { record }, status }: Evidence): string => {
  const launcher = launcherText(status, record.options.maxFailures);
  const what = run.wanted ? `Attempt ${run.attempt + 1} is wanted, and was` : 'It was';
  if (status.launcher !== 'alive') return `${what} never started: ${launcher ?? 'nobody did'}.`;
  const parallel = status.parallel ?? record.options.parallel;
  const room = parallel === 'auto' ? 'as many at a time as fit' : `${parallel} at a time`;
  return `Its turn has not come: ${room}, ${status.counts.planned} still to start.`;
};

const runningText = (run: RunStatus, { status, processes, now }: Evidence): string => {
  const since = `It runs since ${momentText(run.startedAt ?? now, now)}: the worker has recorded its start and no end.`;
  const elsewhere = processes.workers.find(({ life }) => life === 'unknown');
  const place =
    elsewhere === undefined
      ? ''
      : ` Its worker is on ${elsewhere.host}: whether it lives can't be told from here.`;
  const nobody =
    status.launcher === 'gone' || status.launcher === 'none'
      ? ' It goes on without its launcher; mrun resume waits for it.'
      : '';
  return since + place + nobody;
};

/** Who is gone, who is left, and what follows from it. */
const lostText = (run: RunStatus, { status, onLost, processes }: Evidence): string => {
  const { workers, pids } = processes;
  const named = workers.map(({ pid, host }) => `process ${pid} on ${host}`).join(', ');
  const gone = `There is no exit record, and its worker${named === '' ? '' : ` (${named})`} is gone: the machine went down, or something killed it.`;
  const left =
    pids.length === 0
      ? 'Nothing of the run lives on this machine.'
      : `Of the run itself ${pids.length === 1 ? 'process' : 'processes'} ${pids.join(', ')} still ${pids.length === 1 ? 'lives' : 'live'}.`;
  const follows = status.launcher === 'alive' ? '' : ` ${nextText(run, onLost)}`;
  return `${gone} ${left}${follows}`;
};

/** What becomes of a lost run. */
export const nextText = (run: RunStatus, onLost: Context['onLost']): string => {
  if (resumeAttempt(run, { onLost }) !== null) return 'mrun resume starts it again.';
  if (run.unwanted === true) return 'It was cancelled, so mrun resume does not start it again.';
  const why = onLost === 'ask' ? 'Its context says on_lost: ask' : 'It was lost twice in a row';
  return `${why}, so it waits for a person: look at its log first.`;
};

/** What is said of a run that no attempt was made of. */
const cancelledFirst = 'cancelled before it started';

/** How it is known how a run ended. */
export const endedText = (
  { reason, exitCode }: RunStatus,
  { sweep: { record } }: Evidence,
): string => {
  const recorded = exitCode === null ? '' : `The worker recorded ${exitText(exitCode)}.`;
  switch (reason?.kind) {
    case 'launch':
      return `It could not be started: ${reason.text}.`;
    case 'timeout': {
      const { timeout } = record.options;
      const limit = timeout === undefined ? '' : ` of ${durationText(timeout * 1000)}`;
      return `It was stopped at its time limit${limit}. ${recorded}`.trimEnd();
    }
    case 'cancelled':
      return reason.text === cancelledFirst
        ? `It was ${reason.text}.`
        : `It was stopped: ${reason.text}. ${recorded}`.trimEnd();
    case 'interrupted': {
      const how = reason.text === 'interrupted' ? '' : `: ${reason.text}`;
      return `It was stopped when its launcher was interrupted${how}. ${recorded}`.trimEnd();
    }
    case 'oom':
      return exitCode === 137
        ? `${recorded} The kernel counted a process that it killed for lack of memory just then.`
        : `${recorded} By its own words memory ran out.`;
    case 'signal':
      return exitCode === 137
        ? `${recorded} mrunner did not do that, nor did it see the kernel run out of memory.`
        : recorded;
    default:
      return recorded;
  }
};
