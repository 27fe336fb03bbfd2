import { canBeTriedAgain, memText, type Resources, type RunStatus, timeText } from '@mrunner/core';
import type { Cause } from '../results/causes.ts';
import { sweepWord } from '../select/choose-run.ts';
import type { ChosenSweep } from '../select/choose-sweep.ts';
import { indexRanges } from './index-ranges.ts';

/** Characters of indexes that people read and type rather than a condition. */
const readable = 40;

/** The command that tries exactly the runs of a cause again; with more of what they ran out of. */
export const retryCommand = (
  chosen: ChosenSweep,
  bad: readonly RunStatus[],
  cause: Cause,
  limits: Limits,
): string => ['mrun retry', ...selectorOf(chosen, bad, cause), ...moreOf(cause, limits)].join(' ');

/** The runs that `mrun retry` takes. A cause is told from the others among these. */
export const retriedRuns = (runs: Iterable<RunStatus>): readonly RunStatus[] => {
  const taken: RunStatus[] = [];
  for (const run of runs) if (canBeTriedAgain(run.state)) taken.push(run);
  return taken;
};

/** What the runs of a cause were given. */
export interface Limits {
  readonly resources: Resources;
  /** Seconds that each may take. */
  readonly timeout: number | undefined;
}

/** Indexes as long as they are readable, else the first condition that holds for these runs and no others. */
const selectorOf = (
  chosen: ChosenSweep,
  bad: readonly RunStatus[],
  { indexes, reason }: Cause,
): readonly string[] => {
  const name = sweepWord(chosen);
  const sweep = name === '' ? [] : [name];
  const mine = new Set(indexes);
  const isExact = (takes: (run: RunStatus) => boolean): boolean =>
    bad.every((run) => takes(run) === mine.has(run.index));
  const isKind = (): boolean => isExact((run) => run.reason?.kind === reason?.kind);
  const ofKind = [...sweep, '--where', `reason=${reason?.kind}`];
  if (indexes.length > 1 && telling.has(reason?.kind ?? '') && isKind()) return ofKind;
  const listed = indexRanges(indexes).join(',');
  if (listed.length > readable) {
    if (isExact(({ state }) => state === 'failed')) return [...sweep, '--failed'];
    if (reason !== null && isKind()) return ofKind;
    const word = wordsOf(reason?.text ?? '').find((each) => isExact(says(each)));
    if (word !== undefined) return [...sweep, '--where', `why~${word}`];
    if (reason?.code !== undefined && isExact((run) => run.exitCode === reason.code)) {
      return [...sweep, '--where', `exitCode=${reason.code}`];
    }
  }
  return [name === '' ? listed : `${name}/${listed}`];
};

/** The words of a failure that need no quotes in a condition. */
const wordsOf = (text: string): readonly string[] =>
  text.split(/[^\w]+/).filter((word) => /^[A-Za-z_]\w{3,}$/.test(word));

const says = (word: string): ((run: RunStatus) => boolean) => {
  const pattern = new RegExp(word, 'i');
  return ({ reason }) => pattern.test(reason?.text ?? '');
};

/** Kinds that say more to a reader than indexes do. */
const telling: ReadonlySet<string> = new Set(['oom', 'timeout', 'preempted', 'node', 'lost']);

const moreOf = ({ reason }: Cause, { resources, timeout }: Limits): readonly string[] => {
  const { mem, time = timeout } = resources;
  if (reason?.kind === 'oom' && mem !== undefined) return ['--mem', memText(mem * 2)];
  if (reason?.kind === 'timeout' && time !== undefined) return ['--time', timeText(time * 2)];
  return [];
};
