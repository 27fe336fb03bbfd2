import { memText, type Resources, type RunStatus, timeText } from '@mrunner/core';
import type { SweepStatus } from '@mrunner/dispatcher';
import type { Cause } from '../results/causes.ts';
import { sweepWord } from '../select/choose-run.ts';
import type { ChosenSweep } from '../select/choose-sweep.ts';
import { indexRanges } from './index-ranges.ts';

/** Characters of indexes that people read and type rather than a condition. */
const readable = 40;

/** The command that tries exactly the runs of a cause again; with more of what they ran out of. */
export const retryCommand = (
  chosen: ChosenSweep,
  status: SweepStatus,
  cause: Cause,
  limits: Limits,
): string =>
  ['mrun retry', ...selectorOf(chosen, status, cause), ...moreOf(cause, limits)].join(' ');

/** What the runs of a cause were given. */
export interface Limits {
  readonly resources: Resources;
  /** Seconds that each may take. */
  readonly timeout: number | undefined;
}

const selectorOf = (
  chosen: ChosenSweep,
  status: SweepStatus,
  { indexes, reason }: Cause,
): readonly string[] => {
  const name = sweepWord(chosen);
  const sweep = name === '' ? [] : [name];
  const isAll = (takes: (run: RunStatus) => boolean): boolean => {
    const mine = new Set(indexes);
    return [...status.recorded.values()].every(
      (run) => mine.has(run.index) || !retried.has(run.state) || !takes(run),
    );
  };
  const isKind = reason !== null && isAll((run) => run.reason?.kind === reason.kind);
  const isCode = reason?.code !== undefined && isAll((run) => run.exitCode === reason.code);
  if (isKind && telling.has(reason.kind) && indexes.length > 1) {
    return [...sweep, '--where', `reason=${reason.kind}`];
  }
  const listed = indexRanges(indexes).join(',');
  if (listed.length > readable) {
    if (isAll(({ state }) => state === 'failed')) return [...sweep, '--failed'];
    if (isKind) return [...sweep, '--where', `reason=${reason.kind}`];
    if (isCode) return [...sweep, '--where', `exitCode=${reason.code}`];
  }
  return [name === '' ? listed : `${name}/${listed}`];
};

/** The states that `mrun retry` takes. */
const retried: ReadonlySet<string> = new Set(['failed', 'cancelled', 'unknown']);

/** Kinds that say more to a reader than indexes do. */
const telling: ReadonlySet<string> = new Set(['oom', 'timeout', 'preempted', 'node', 'lost']);

const moreOf = ({ reason }: Cause, { resources, timeout }: Limits): readonly string[] => {
  const { mem, time = timeout } = resources;
  if (reason?.kind === 'oom' && mem !== undefined) return ['--mem', memText(mem * 2)];
  if (reason?.kind === 'timeout' && time !== undefined) return ['--time', timeText(time * 2)];
  return [];
};
