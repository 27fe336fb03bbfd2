import { exitText, type RunStatus } from '@mrunner/core';
import type { Sweep, SweepStatus } from '@mrunner/dispatcher';
import { durationText } from './durations.ts';
import { launcherText } from './launcher-text.ts';
import { momentText } from './sweep-header.ts';

/** How mrunner knows the state of a run, in a sentence or two. */
export const evidenceText = (
  sweep: Sweep,
  status: SweepStatus,
  run: RunStatus,
  now: number,
): string => {
  switch (run.state) {
    case 'planned':
      return plannedText(sweep, status);
    case 'pending':
      return 'It was handed to a worker, which starts it any moment.';
    case 'running':
      return `It runs since ${momentText(run.startedAt ?? now, now)}: the worker has recorded its start and no end.`;
    case 'unknown':
      return 'There is no exit record, and its processes are gone: the machine went down, or something killed the worker too.';
    case 'succeeded':
      return run.reason === null
        ? 'The worker recorded exit 0.'
        : `The worker recorded exit 0; it ${run.reason.text}.`;
    default:
      return endedText(sweep, run);
  }
};

const plannedText = ({ record }: Sweep, status: SweepStatus): string => {
  const launcher = launcherText(status);
  if (status.launcher !== 'alive') return `It was never started: ${launcher ?? 'nobody did'}.`;
  return `Its turn has not come: ${record.options.parallel} at a time, ${status.counts.planned} still to start.`;
};

const endedText = ({ record }: Sweep, { reason, exitCode }: RunStatus): string => {
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
      return exitCode === null
        ? 'It was cancelled before it started.'
        : `It was stopped: ${reason.text}. ${recorded}`;
    case 'interrupted':
      return `It was interrupted: ${reason.text}. ${recorded}`.trimEnd();
    case 'signal':
      return exitCode === 137
        ? `${recorded} Nobody here did that: often the machine was out of memory (see dmesg).`
        : recorded;
    default:
      return recorded;
  }
};
