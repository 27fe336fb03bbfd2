import { hasEnded, type Problem, type RunStatus } from '@mrunner/core';
import {
  cancelOnCluster,
  cancelRuns,
  isCluster,
  refreshSweep,
  type Sweep,
} from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import type { CommandMain } from '../command-line/command.ts';
import type { cancel as declaration } from '../command-line/declarations/cancel.ts';
import { exitCode } from '../exit-codes.ts';
import { awaitEnds, type Ender } from '../output/await-ends.ts';
import { type CancelReport, cancelReportJson, printCancelReport } from '../output/cancel-report.ts';
import { coloursFor } from '../output/colours.ts';
import { printJson } from '../output/json.ts';
import { printNext } from '../output/next-commands.ts';
import { printMistake, printProblems } from '../output/problems.ts';
import { askYesOrNo } from '../output/questions.ts';
import { sweepParts } from '../output/sweep-header.ts';
import { unreachedText } from '../output/unreached-text.ts';
import { cancelOrphans, type Orphan, orphanJson, printOrphan } from '../run/cancel-orphans.ts';
import { ofSweep } from '../select/choose-run.ts';
import { chooseSweeps } from '../select/choose-sweep.ts';
import type { SeenRun } from '../select/seen-run.ts';
import { selectRuns } from '../select/select-runs.ts';

/** What is meant to be cancelled of one sweep. */
interface Wish {
  readonly sweep: Sweep;
  readonly runs: readonly SeenRun[];
  /** Whether it is the whole sweep, runs without a record included. */
  readonly whole: boolean;
  readonly named: boolean;
}

export const main: CommandMain<typeof declaration> = async (args, cli) => {
  const orphans = await cancelOrphans(cli, args.targets, args.yes);
  const orphaned = new Set(orphans.map(({ word }) => word));
  const targets = args.targets.filter((word) => !orphaned.has(word));
  if (!args.json) for (const orphan of orphans) printOrphan(cli, orphan);
  if (targets.length === 0 && orphans.length > 0) {
    if (args.json) printJson(cli, { sweeps: orphans.map(orphanJson) });
    return orphansCode(orphans);
  }
  const chosen = chooseSweeps(cli, targets);
  if (!chosen.ok)
    return printProblems(cli, 'mrun cancel', chosen.problems, 'nothing was cancelled');
  const wishes: Wish[] = [];
  const problems: Problem[] = [];
  for (const each of chosen.value) {
    // What has ended meanwhile is not asked to stop.
    await refreshSweep(cli.host, each.sweep);
    const runs = selectRuns(cli, each, args.where, each.sweep.status());
    if (!runs.ok) problems.push(...runs.problems);
    else {
      const whole = each.runs === undefined && args.where === undefined;
      wishes.push({ sweep: each.sweep, runs: runs.value, whole, named: each.named });
    }
  }
  if (problems.length > 0)
    return printProblems(cli, 'mrun cancel', problems, 'nothing was cancelled');
  if (args.targets.length === 0 && !args.yes) {
    const answer = await askFirst(cli, wishes);
    if (answer !== undefined) return answer;
  }
  const reports: CancelReport[] = [];
  for (const wish of wishes) {
    const report = await carryOut(cli, wish);
    reports.push(report);
    if (!args.json) printCancelReport(cli, report);
  }
  if (args.json) {
    printJson(cli, { sweeps: [...orphans.map(orphanJson), ...reports.map(cancelReportJson)] });
  } else printNext(cli, wishes.map(statusCommand), args);
  if (reports.some(({ trouble }) => trouble !== undefined)) return exitCode.unreachable;
  return reports.every(({ going }) => going.length === 0) ? orphansCode(orphans) : exitCode.failed;
};

const orphansCode = (orphans: readonly Orphan[]): number =>
  orphans.every(({ outcome }) => outcome === 'cancelled') ? exitCode.ok : exitCode.failed;

const statusCommand = (wish: Wish): string => `mrun status${ofSweep(wish)}`;

/** A lost run may have left processes, and would be started again by `resume`: it is left as it is once it was cancelled. */
const isOver = ({ status: { state, unwanted = false } }: SeenRun): boolean =>
  hasEnded(state) && (state !== 'unknown' || unwanted);

/** Asks before the newest sweep, which nobody named, is cancelled. Answers an exit code when that is the end of it. */
const askFirst = async (cli: Cli, [wish]: readonly Wish[]): Promise<number | undefined> => {
  const going = (wish?.runs ?? []).filter((each) => !isOver(each));
  if (wish === undefined || going.length === 0) return undefined;
  const running = going.filter(({ status }) => status.state === 'running').length;
  const { record } = wish.sweep;
  const title = sweepParts(record, coloursFor(cli.stderr, cli.env)).join(' · ');
  const waiting = going.length - running;
  const answer = await askYesOrNo(
    cli,
    `${title}\nCancel ${running} running and ${waiting} waiting runs?`,
  );
  if (answer === true) return undefined;
  if (answer === false) {
    cli.stderr.write('Nothing was cancelled.\n');
    return exitCode.ok;
  }
  return printMistake(
    cli,
    `Nothing was cancelled: there is no terminal to ask on. Add -y, or name the sweep: mrun cancel ${record.id}`,
  );
};

const carryOut = async (cli: Cli, { sweep, runs, whole }: Wish): Promise<CancelReport> => {
  const before = new Map(
    runs.filter((run) => !isOver(run)).map(({ recorded, status }) => [recorded.index, status]),
  );
  const meant = [...before.keys()];
  const endedBefore = runs.filter(isOver).map(({ recorded }) => recorded.index);
  const none = {
    stopped: [],
    neverStarted: [],
    notAgain: [],
    endedMeanwhile: [],
    lost: [],
    going: [],
  };
  if (meant.length === 0) return { sweep: sweep.record.id, endedBefore, ...none };
  const done = await cancelThem(cli, sweep, whole ? 'all' : meant);
  const status = await awaitEnds(cli, sweep, meant, done.ender);
  const now = meant.map((index) => status.of(index));
  const indexes = (test: (run: (typeof now)[number]) => boolean): readonly number[] =>
    now.filter(test).map(({ index }) => index);
  // Its newest attempt had ended before, and the one that was to follow will not.
  const isNotAgain = ({ index, attempt, state }: RunStatus): boolean =>
    (state === 'failed' || state === 'cancelled') &&
    before.get(index)?.attempts.some((it) => it.attempt === attempt && hasEnded(it.state)) === true;
  const isNews = (run: RunStatus): boolean => !isNotAgain(run);
  return {
    sweep: sweep.record.id,
    notAgain: indexes(isNotAgain),
    stopped: indexes((run) => run.state === 'cancelled' && run.attempt > 0 && isNews(run)),
    neverStarted: indexes(({ state, attempt }) => state === 'cancelled' && attempt === 0),
    endedBefore,
    endedMeanwhile: indexes(
      (run) => run.state === 'succeeded' || (run.state === 'failed' && isNews(run)),
    ),
    lost: indexes(({ state }) => state === 'unknown'),
    going: indexes(({ state }) => !hasEnded(state)),
    ...(done.text !== undefined && { text: done.text }),
    ...(done.trouble !== undefined && { trouble: done.trouble }),
  };
};

/** What came of the wish, and who is to be waited for. */
interface Done {
  readonly ender: Ender;
  readonly text?: string;
  readonly trouble?: string;
}

const cancelThem = async (
  cli: Cli,
  sweep: Sweep,
  runs: 'all' | readonly number[],
): Promise<Done> => {
  if (!isCluster(sweep)) {
    const { by, text } = await cancelRuns(cli.host, sweep, runs);
    const ender = by === 'launcher' && text === undefined ? 'launcher' : 'nobody';
    return { ender, ...(text !== undefined && { text }) };
  }
  const refreshed = await cancelOnCluster(cli.host, sweep, runs);
  const { trouble, refused } = refreshed;
  if (trouble === undefined) {
    return { ender: 'scheduler', ...(refused !== undefined && { text: `refused: ${refused}` }) };
  }
  const text = `${unreachedText(sweep, refreshed)}.\n  The next mrun command that reaches it cancels them.`;
  return { ender: 'nobody', trouble, text };
};
