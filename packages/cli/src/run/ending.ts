import { type RunStatus, reasonText, type StateCounts } from '@mrunner/core';
import type { LaunchOutcome, Sweep, SweepStatus } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { exitCode } from '../exit-codes.ts';
import { oneLine } from '../output/cell-text.ts';
import { coloursFor } from '../output/colours.ts';
import { durationText } from '../output/durations.ts';
import { printNext } from '../output/next-commands.ts';
import { tableText } from '../output/table.ts';
import { ofSweep, runWord } from '../select/choose-run.ts';
import { isResumable } from './resumable-runs.ts';
import { runWords } from './run-lines.ts';

/** How a launch ended, for its last lines. */
export interface Ending {
  readonly sweep: Sweep;
  /** Whether commands must name the sweep. */
  readonly named: boolean;
  readonly status: SweepStatus;
  readonly outcome: LaunchOutcome;
  /** Milliseconds. */
  readonly took: number;
}

const mostListed = 10;

/** Prints the last lines of a run: how many succeeded, which did not and why, and what to type next. */
export const printEnding = (
  cli: Cli,
  ending: Ending,
  { quiet }: { readonly quiet: boolean },
): void => {
  const { sweep, status, took } = ending;
  const { bold, red } = coloursFor(cli.stdout, cli.env);
  const { counts } = status;
  const total = sweep.record.count;
  const rest = restText(counts);
  const done = `${counts.succeeded} of ${total} succeeded in ${durationText(took)}`;
  cli.stdout.write(`${bold([done, ...rest].join(' · '))}\n`);
  const reason = whyEarly(ending);
  if (reason !== undefined) cli.stdout.write(`${reason}\n`);
  const bad = needsALook(status);
  const rows = bad.slice(0, mostListed).map((run) => {
    const recorded = sweep.experiment(run.index);
    return [
      `${red('✗')} #${run.index}`,
      recorded === undefined ? '' : runWords(recorded, sweep.record.varying),
      oneLine(reasonText(run.reason) || run.state),
    ];
  });
  cli.stdout.write(
    tableText([{ title: '' }, { title: '', shrinks: true }, { title: '', shrinks: true }], rows, {
      columns: cli.stdout.columns,
    }),
  );
  if (bad.length > mostListed)
    cli.stdout.write(`  … and ${bad.length - mostListed} more: mrun status${ofSweep(ending)}\n`);
  printNext(cli, nextCommands(ending, bad[0]), { quiet });
};

/** What is to be said beside the successes, in words. */
const restText = (counts: StateCounts): string[] => [
  ...(counts.failed > 0 ? [`${counts.failed} failed`] : []),
  ...(counts.cancelled > 0 ? [`${counts.cancelled} cancelled`] : []),
  ...(counts.unknown > 0 ? [`${counts.unknown} unknown`] : []),
  ...(counts.planned + counts.pending > 0
    ? [`${counts.planned + counts.pending} never started`]
    : []),
];

const whyEarly = (ending: Ending): string | undefined => {
  const { sweep, status, outcome } = ending;
  const { why, text } = outcome;
  const { options, count } = sweep.record;
  const { counts } = status;
  const done = counts.succeeded + counts.failed;
  const goOn = counts.planned > 0 ? `; go on: mrun resume${ofSweep(ending)}` : '';
  if (why === 'interrupted') return `Stopped. ${done} of ${count} done${goOn}`;
  if (why === 'paused') return `Paused. ${done} of ${count} done${goOn}`;
  if (why === 'max-failures') {
    return `No more runs were started after ${options.maxFailures} failures (--max-failures)${goOn}`;
  }
  if (why === 'error') return `It had to stop: ${text ?? 'no reason is known'}${goOn}`;
  return text === 'cancelled' ? 'It was cancelled.' : undefined;
};

const needsALook = ({ recorded, counts }: SweepStatus): RunStatus[] => {
  const found: RunStatus[] = [];
  if (counts.failed + counts.unknown === 0) return found;
  for (const run of recorded.values()) {
    if (run.state === 'failed' || run.state === 'unknown') found.push(run);
  }
  return found.sort((a, b) => a.index - b.index);
};

/** Whether Ctrl-C ended runs: others that are cancelled were meant to be. */
const hasInterrupted = ({ recorded }: SweepStatus): boolean => {
  for (const { state, reason } of recorded.values())
    if (state === 'cancelled' && reason?.kind === 'interrupted') return true;
  return false;
};

const nextCommands = (ending: Ending, first: RunStatus | undefined): string[] => {
  const { counts } = ending.status;
  const of = ofSweep(ending);
  const stopped = counts.cancelled > 0 && hasInterrupted(ending.status);
  // With planned runs left the line above says so.
  const isLost = counts.planned === 0 && isResumable(ending.sweep, ending.status);
  return [
    ...(isLost ? [`mrun resume${of}`] : []),
    ...(counts.succeeded > 0 ? [`mrun results${of}`] : []),
    ...(counts.failed > 0 ? [`mrun retry${of} --failed`] : []),
    ...(stopped ? [`mrun retry${of} --where 'state=cancelled'`] : []),
    ...(first === undefined
      ? [`mrun status${of}`]
      : [`mrun why ${runWord(ending, first.index)}`, `mrun logs ${runWord(ending, first.index)}`]),
  ];
};

/** The exit code of a launch that ended so. */
export const exitCodeOf = ({ sweep, status, outcome }: Ending): number => {
  if (outcome.why === 'interrupted') return exitCode.interrupted;
  return status.counts.succeeded === sweep.record.count ? exitCode.ok : exitCode.failed;
};
