import { gpuNamesText, type Reason, type RunState, reasonText } from '@mrunner/core';
import type { SeenRun } from '../select/seen-run.ts';
import { shortId } from '../select/short-id.ts';
import { oneLine } from './cell-text.ts';
import type { Colours } from './colours.ts';
import { durationText } from './durations.ts';
import { labelText } from './label-text.ts';
import { momentText } from './sweep-header.ts';

/** A run and its state, for a first line: `#3 lr=0.01`, `failed: exit 1`, `attempt 1`, `16:07, after 1.2 s`, `brave-otter/3`. */
export const runParts = (
  { sweep: { record }, recorded, status }: Pick<SeenRun, 'sweep' | 'recorded' | 'status'>,
  now: number,
  { bold }: Colours,
): readonly string[] => {
  const { index, experiment, composite } = recorded;
  const { state, reason, attempt, startedAt, endedAt, gpus } = status;
  const label = labelText(experiment.parameters, record.varying);
  const member = composite === undefined ? '' : `${composite.name}/${composite.member} `;
  const head = oneLine(`#${index} ${member}${label === '' ? experiment.name : label}`);
  return [
    bold(head),
    stateWords(state, reason),
    ...(attempt > 0 ? [`attempt ${attempt}`] : []),
    ...(startedAt === undefined
      ? []
      : [momentText(startedAt, now) + afterText(startedAt, endedAt)]),
    ...(gpus === undefined ? [] : [gpusText(gpus)]),
    `${shortId(record.id)}/${index}`,
  ];
};

/** GPUs by name: `GPU 3`, `GPUs 0-1`. */
export const gpusText = (names: readonly string[]): string =>
  `${names.length === 1 ? 'GPU' : 'GPUs'} ${gpuNamesText(names)}`;

const afterText = (startedAt: number, endedAt: number | undefined): string => {
  if (endedAt === undefined) return '';
  const taken = endedAt - startedAt;
  return taken < 60_000
    ? `, after ${(taken / 1000).toFixed(1)} s`
    : `, after ${durationText(taken)}`;
};

const stateWords = (state: RunState, reason: Reason | null): string => {
  const head = reason === null ? '' : reasonText({ ...reason, text: '' });
  return head === '' || head === state ? state : `${state}: ${head}`;
};
