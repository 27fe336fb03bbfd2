import type { RunStatus } from '@mrunner/core';
import { type Evidence, endedText, nextText } from './evidence-text.ts';
import type { JobFacts } from './job-facts.ts';
import { schedulerName } from './scheduler-name.ts';
import { momentText } from './sweep-header.ts';
import { countText } from './sweep-words.ts';

/** How mrunner knows the state of a run on a cluster, in a few sentences. */
export const clusterEvidence = (
  run: RunStatus,
  evidence: Evidence,
  job: JobFacts | undefined,
): string => {
  const { status, now } = evidence;
  switch (run.state) {
    case 'planned':
      return plannedText(evidence);
    case 'pending':
      return waitingText(run, evidence);
    case 'running': {
      const since = `It runs since ${momentText(run.startedAt ?? now, now)}: its worker has recorded the start and no end.`;
      const told = status.scheduler?.of(run);
      if (told === undefined) return since;
      const said = `${since} ${schedulerName(evidence.sweep)} says: ${told.text}.`;
      return told.advice === undefined ? said : `${said} What helps: ${told.advice}.`;
    }
    case 'unknown':
      return `There is no exit record${saying(job)}. ${nextText(run, evidence.onLost)}`;
    case 'succeeded':
      return run.reason === null
        ? 'Its worker recorded exit 0.'
        : `Its worker recorded exit 0; it ${run.reason.text}.`;
    default:
      return `${endedText(run, evidence)}${beyond(job)}`.trim();
  }
};

const plannedText = ({ status, sweep }: Evidence): string => {
  const { maxFailures = Number.POSITIVE_INFINITY } = sweep.record.options;
  if (status.launcher === 'alive')
    return 'It waits to be submitted: the scheduler has no room for it yet.';
  return status.counts.failed >= maxFailures
    ? `Nothing more was started after ${countText(status.counts.failed, 'failure')} (--max-failures ${maxFailures}): mrun resume submits it.`
    : 'The scheduler does not have it: mrun resume submits it.';
};

/** That a job failed says no more than its record. */
const beyond = (job: JobFacts | undefined): string =>
  job?.end === undefined || /^(?:FAILED|COMPLETED|Error|Completed|Succeeded|Failed)\b/.test(job.end)
    ? ''
    : ` ${job.scheduler} says that its job ended with ${endWords(job.end)}.`;

/** The code tells how the worker took it, which is nobody's concern: `CANCELLED 143:0`. */
const endWords = (end: string): string => end.replace(/ [\d:]+$/, '');

const saying = (job: JobFacts | undefined): string => {
  if (job?.end === undefined) return '';
  if (job.end.startsWith('VANISHED'))
    return `, and ${job.scheduler} knows nothing of its job any more`;
  return `, and ${job.scheduler} says that its job ended with ${endWords(job.end)}`;
};

const waitingText = (run: RunStatus, { sweep, status }: Evidence): string => {
  const told = status.scheduler?.of(run);
  const again =
    run.attempts.at(-1)?.again === true ? `Attempt ${run.attempt} follows by itself. ` : '';
  if (told === undefined)
    return `${again}It was submitted, and its worker has not recorded a start.`;
  const parts = [
    `${again}${schedulerName(sweep)} has not started it: ${told.text}.`,
    ...(told.never ? ['It never will by itself.'] : []),
    ...(told.advice === undefined ? [] : [`What helps: ${told.advice}.`]),
  ];
  return parts.join(' ');
};
