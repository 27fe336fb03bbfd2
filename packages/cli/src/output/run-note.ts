import { type Reason, type RunState, reasonText } from '@mrunner/core';
import { readMetrics } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { numberOf, numberText } from '../results/number-text.ts';
import type { SeenRun } from '../select/seen-run.ts';
import { oneLine } from './cell-text.ts';
import { schedulerName } from './scheduler-name.ts';

const shown = 2;

/** What is to be said of a run in one cell: why it is in its state, else how far it is and its newest numbers. */
export const runNote = ({ host }: Pick<Cli, 'host'>, run: SeenRun): string => {
  const { state, reason, attempt } = run.status;
  const again = attempt > 1 ? [`attempt ${attempt}`] : [];
  if (reason !== null) return oneLine([...again, ...reasonWords(state, reason)].join(', '));
  if (state === 'pending' || run.waiting !== undefined) {
    return oneLine([...again, ...waitingWords(run)].join(', '));
  }
  if (state !== 'running' && state !== 'succeeded') return again.join('');
  const values = run.results();
  const steps =
    state === 'running' ? stepWords(values, readMetrics(host, run.directory).latestStep) : [];
  const numbers = Object.entries(values)
    .filter(([name]) => name !== 'epoch')
    .flatMap(([name, value]) => numberWords(name, value))
    .slice(0, shown);
  return oneLine([...again, ...steps, ...numbers].join('  '));
};

const waitingWords = ({ sweep, waiting, status }: SeenRun): string[] => {
  if (waiting === undefined) return [];
  // Only what the scheduler itself starts again waits as a task that ran before.
  const isAgain =
    status.attempts.length > 0 && (status.attempts.at(-1)?.attempt ?? 0) < status.attempt;
  return [...(isAgain ? [`started again by ${schedulerName(sweep)}`] : []), waiting.text];
};

/** What the state says already is not said again. */
const reasonWords = (state: RunState, reason: Reason): string[] => {
  const words = reason.kind === state ? reason.text : reasonText(reason);
  return words === state ? [] : [words];
};

/** People count epochs when they log them, else steps. */
const stepWords = (
  values: { readonly [name: string]: unknown },
  step: number | undefined,
): string[] => {
  const epoch = numberOf(values.epoch);
  if (epoch !== undefined) return [`epoch ${epoch}`];
  return step === undefined ? [] : [`step ${step}`];
};

const numberWords = (name: string, value: unknown): string[] => {
  const number = numberOf(value);
  return number === undefined ? [] : [`${name} ${numberText(number)}`];
};
