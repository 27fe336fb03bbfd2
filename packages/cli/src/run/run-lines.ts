import { type RecordedExperiment, reasonText } from '@mrunner/core';
import type { LaunchEvent, RunningRun } from '@mrunner/dispatcher';
import { oneLine } from '../output/cell-text.ts';
import type { Colours } from '../output/colours.ts';
import { durationText } from '../output/durations.ts';
import { labelText } from '../output/label-text.ts';

/** A run in words: `#3 lr=0.01 hidden=16`. */
export const runTitle = ({ index, recorded }: RunningRun, varying: readonly string[]): string =>
  `#${index} ${runWords(recorded, varying)}`.trimEnd();

/** What tells a run from the others: its place in its composite, and the parameters that vary. */
export const runWords = (
  { composite, experiment }: RecordedExperiment,
  varying: readonly string[],
): string => {
  const label = labelText(experiment.parameters, varying);
  return composite === undefined ? label : `${composite.member} ${label}`.trimEnd();
};

/** How an attempt ended: `succeeded in 0:04`, `failed after 0:01: exit 1: RangeError: …`. */
export const endText = (
  { run, status, again }: Extract<LaunchEvent, { type: 'ended' }>,
  now: number,
  { green, red, yellow }: Colours,
): string => {
  const attempt = status.attempts.find((known) => known.attempt === run.attempt) ?? status;
  const time = durationText((attempt.endedAt ?? now) - (attempt.startedAt ?? run.since));
  if (attempt.state === 'succeeded') return `${green('succeeded')} in ${time}`;
  const colour = attempt.state === 'failed' ? red : yellow;
  const reason = oneLine(reasonText(attempt.reason));
  const next = again ? `; attempt ${run.attempt + 1} follows` : '';
  return `${colour(attempt.state)} after ${time}${reason === '' ? '' : `: ${reason}`}${next}`;
};
