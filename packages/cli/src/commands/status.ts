import type { RunStatus } from '@mrunner/core';
import { isCluster, type Refreshed, type Sweep, type SweepStatus } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import type { Arguments, CommandMain } from '../command-line/command.ts';
import type { status as declaration } from '../command-line/declarations/status.ts';
import { exitCode } from '../exit-codes.ts';
import { lookAt } from '../look/look-at.ts';
import { printNext } from '../output/next-commands.ts';
import { printProblems } from '../output/problems.ts';
import { printStatusJson } from '../output/status-json.ts';
import { statusView } from '../output/status-view.ts';
import { awaitSweep, watchSweep } from '../output/watch-sweep.ts';
import { isResumable } from '../run/resumable-runs.ts';
import { ofSweep, runWord } from '../select/choose-run.ts';
import { type ChosenSweep, chooseSweep } from '../select/choose-sweep.ts';
import { pickRuns } from '../select/pick-runs.ts';
import { mostUrgent } from '../select/runs-to-look-at.ts';

/** How many runs are shown without `--all`; fewer where the view must fit on a screen of 24 lines. */
const mostRuns = 20;
const watchLimit = 14;

export const main: CommandMain<typeof declaration> = async (args, cli) => {
  const chosen = chooseSweep(cli, args.sweep);
  if (!chosen.ok) return printProblems(cli, 'mrun status', chosen.problems);
  if (args.watch) return follow(cli, args, chosen.value);
  const refreshed = await lookAt(cli, chosen.value.sweep);
  const code = show(cli, args, chosen.value, chosen.value.sweep.status(), refreshed);
  return code === exitCode.ok && refreshed.trouble !== undefined ? exitCode.unreachable : code;
};

type Args = Arguments<typeof declaration>;

const follow = async (cli: Cli, args: Args, chosen: ChosenSweep): Promise<number> => {
  const { sweep } = chosen;
  const picked = pickRuns(cli, chosen, asked(args, watchLimit), sweep.status());
  if (!picked.ok) return printProblems(cli, 'mrun status', picked.problems);
  const isLive = cli.stdout.isTerminal && !args.json;
  const { status, interrupted, refreshed } = await (args.json
    ? awaitSweep(cli, sweep, () => {})
    : watchSweep(cli, sweep, (at, known) => viewOf(cli, args, chosen, at, known)));
  if (interrupted) return exitCode.interrupted;
  const code = refreshed.trouble === undefined ? exitCode.ok : exitCode.unreachable;
  if (!isLive) return Math.max(show(cli, args, chosen, status, refreshed), code);
  printNext(cli, nextCommands(chosen, status), args);
  return code;
};

const show = (
  cli: Cli,
  args: Args,
  chosen: ChosenSweep,
  status: SweepStatus,
  refreshed: Refreshed,
): number => {
  const { sweep, runs } = chosen;
  if (args.json && args.where === undefined && runs === undefined) {
    printStatusJson(cli, sweep, status, { refreshed });
    return exitCode.ok;
  }
  const picked = pickRuns(cli, chosen, asked(args, mostRuns), status);
  if (!picked.ok) return printProblems(cli, 'mrun status', picked.problems);
  if (args.json) {
    const runs = picked.value.runs.map(({ recorded }) => recorded);
    printStatusJson(cli, sweep, status, { runs, refreshed });
    return exitCode.ok;
  }
  cli.stdout.write(statusView(cli, sweep, status, picked.value, refreshed));
  printNext(cli, nextCommands(chosen, status), args);
  return exitCode.ok;
};

/** What is drawn again and again. That `--where` can be read was checked before. */
const viewOf = (
  cli: Cli,
  args: Args,
  chosen: ChosenSweep,
  status: SweepStatus,
  refreshed: Refreshed,
): string => {
  const picked = pickRuns(cli, chosen, asked(args, watchLimit), status);
  const none = { runs: [], total: 0, chosen: false };
  return statusView(cli, chosen.sweep, status, picked.ok ? picked.value : none, refreshed);
};

const asked = ({ where, all, json }: Args, limit: number) => ({
  where,
  limit: all || json ? Number.POSITIVE_INFINITY : limit,
});

const nextCommands = (chosen: ChosenSweep, status: SweepStatus): readonly string[] => {
  const of = ofSweep(chosen);
  const { counts } = status;
  const [bad] =
    counts.failed + counts.unknown > 0
      ? mostUrgent(status.recorded.values(), 1)
      : firstStuck(status);
  const running = counts.running > 0 ? firstRunning(status) : undefined;
  return [
    ...(isResumable(chosen.sweep, status) ? [`mrun resume${of}`] : []),
    ...(bad === undefined ? [] : [`mrun why ${runWord(chosen, bad.index)}`]),
    ...(running === undefined ? [] : [`mrun logs ${runWord(chosen, running.index)} -f`]),
    ...(status.launcher === 'alive' || goesOn(chosen.sweep, counts) ? [`mrun status${of} -w`] : []),
    ...(counts.succeeded > 0 ? [`mrun results${of}`] : []),
  ];
};

/** What a scheduler has needs no launcher. */
const goesOn = (sweep: Sweep, { pending, running }: SweepStatus['counts']): boolean =>
  isCluster(sweep) && pending + running > 0;

/** The first run that its scheduler will never start, if there is one. */
const firstStuck = ({ recorded, scheduler }: SweepStatus): readonly RunStatus[] => {
  if (scheduler === undefined) return [];
  for (const run of recorded.values()) {
    if (run.state === 'pending' && scheduler.of(run)?.never) return [run];
  }
  return [];
};

const firstRunning = ({ recorded }: SweepStatus): RunStatus | undefined => {
  for (const run of recorded.values()) if (run.state === 'running') return run;
  return undefined;
};
