import type { UpdatedOptions } from '@mrunner/core';
import {
  endedCanaries,
  isCluster,
  isPaused,
  lastPace,
  type Sweep,
  type SweepStatus,
  wishGoOn,
  wishUpdate,
} from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import type { Arguments, CommandMain } from '../command-line/command.ts';
import type { resume as declaration } from '../command-line/declarations/resume.ts';
import { exitCode } from '../exit-codes.ts';
import { readUpdate } from '../load/update-flags.ts';
import { coloursFor } from '../output/colours.ts';
import { printJson } from '../output/json.ts';
import { launcherName } from '../output/launcher-name.ts';
import { printNext } from '../output/next-commands.ts';
import { printProblems } from '../output/problems.ts';
import { countsText } from '../output/state-text.ts';
import { printStatusJson } from '../output/status-json.ts';
import { statusHead } from '../output/status-view.ts';
import { wrapParts } from '../output/wrap-parts.ts';
import { type CarriedThere, carryOutThere } from '../run/carry-out-there.ts';
import { endLaunch } from '../run/end-launch.ts';
import { followSweep, outcomeOf } from '../run/follow-sweep.ts';
import { type Interrupts, listenForInterrupts } from '../run/interrupts.ts';
import { lookingOn } from '../run/launch-detached.ts';
import { hasWork, resumableRuns } from '../run/resumable-runs.ts';
import { askingText, resumedParts } from '../run/resumed-text.ts';
import { startLaunch } from '../run/start-launch.ts';
import { ofSweep, runWord } from '../select/choose-run.ts';
import { type ChosenSweep, chooseWholeSweep } from '../select/choose-sweep.ts';

type Args = Arguments<typeof declaration>;

const about = 'mrun resume';

export const main: CommandMain<typeof declaration> = async (args, cli) => {
  const chosen = chooseWholeSweep(cli, args.sweep);
  const change = readUpdate(args);
  if (!chosen.ok || !change.ok) {
    const problems = [...(chosen.ok ? [] : chosen.problems), ...(change.ok ? [] : change.problems)];
    return printProblems(cli, about, problems, 'nothing was started');
  }
  const interrupts = listenForInterrupts(cli);
  try {
    return await goOn(args, cli, { ...chosen.value, interrupts }, change.value);
  } finally {
    interrupts.over();
  }
};

/** The sweep, and who may end what is done with it. */
type Resumed = ChosenSweep & { readonly interrupts: Interrupts };

const goOn = async (
  args: Args,
  cli: Cli,
  chosen: Resumed,
  change: UpdatedOptions | undefined,
): Promise<number> => {
  const { sweep } = chosen;
  if (change !== undefined) wishUpdate(cli.host, sweep, change);
  const released = isCluster(sweep) ? await goOnThere(cli, sweep) : undefined;
  const status = sweep.status();
  if (!args.quiet) say(args, cli, statusHead(cli, sweep, status));
  if (released?.text !== undefined && !args.quiet) say(args, cli, `  ${released.text}`);
  if (status.launcher === 'alive') return join(args, cli, chosen, status);
  return launch(args, cli, chosen, status, released?.code);
};

/** Learns what became of runs on a cluster, and releases what a pause holds there. Answers what to say of that. */
const goOnThere = async (cli: Cli, sweep: Sweep): Promise<CarriedThere> => {
  const isHeld = lastPace(cli.host, sweep.home) === 'pause';
  if (isHeld) wishGoOn(cli.host, sweep);
  const carried = await carryOutThere(cli, sweep);
  if (carried.text !== undefined) return carried;
  if (isHeld)
    return {
      ...carried,
      text: 'it was paused, and goes on: what was held in the queue is released',
    };
  const status = sweep.status();
  if (endedCanaries(status) === undefined || !isWaiting(status)) return carried;
  wishGoOn(cli.host, sweep);
  return {
    text: 'what was held until the first runs work is released',
    ...(await carryOutThere(cli, sweep)),
  };
};

/** Whether something is held that was submitted to be held. */
const isWaiting = ({ recorded, scheduler }: SweepStatus): boolean =>
  [...recorded.values()].some(
    (run) => run.state === 'pending' && scheduler?.of(run)?.never === true,
  );

const say = ({ json }: Args, cli: Cli, line: string): void =>
  (json ? cli.stderr : cli.stdout).write(`${line}\n`);

/** A launcher is at work: a pause is taken back, and it is watched. */
const join = async (
  args: Args,
  cli: Cli,
  chosen: Resumed,
  before: SweepStatus,
): Promise<number> => {
  const { sweep } = chosen;
  const paused = isPaused(cli.host, sweep.home, before);
  if (paused) wishGoOn(cli.host, sweep);
  const what = paused ? 'it was paused, and goes on' : 'it is at work';
  if (!args.quiet) say(args, cli, `  ${what}: ${launcherName(cli, sweep)} launches it`);
  if (args.detach) {
    if (args.json) printJson(cli, { sweep: sweep.record.id, home: sweep.home });
    else printNext(cli, lookingOn(ofSweep(chosen)), args);
    return exitCode.ok;
  }
  const begunAt = cli.host.clock.now();
  const status = await followSweep(args, cli, {
    sweep,
    of: ofSweep(chosen),
    interrupts: chosen.interrupts,
  });
  if (typeof status === 'number') return status;
  // It may have left before it heard that the pause is over.
  if (paused && status.left?.why === 'paused') return launch(args, cli, chosen, status);
  const took = cli.host.clock.now() - begunAt;
  return endLaunch(args, cli, {
    sweep,
    named: chosen.named,
    status,
    outcome: outcomeOf(status),
    took,
  });
};

const launch = async (
  args: Args,
  cli: Cli,
  chosen: Resumed,
  status: SweepStatus,
  carried: number = exitCode.ok,
): Promise<number> => {
  const { sweep } = chosen;
  const runs = resumableRuns(sweep, status);
  const parts = resumedParts(runs, status.counts, sweep.record.count);
  const asking = askingText(runs, (index) => runWord(chosen, index));
  // Of a launcher that is dead something is left even when no run is: its lock.
  const takesOver = args.takeOver && status.launcher === 'elsewhere';
  // Nobody knows whether the scheduler has those: they are looked for.
  const isUnclear = [...status.batches.values()].some(({ isUnresolved }) => isUnresolved);
  if (!hasWork(runs) && !isUnclear && !args.takeOver)
    return carried === exitCode.unreachable
      ? carried
      : nothingToDo(args, cli, chosen, status, asking);
  if (takesOver) {
    if (!args.quiet) say(args, cli, `  taken over from ${launcherName(cli, sweep)}`);
  } else if (!args.quiet) {
    say(args, cli, `  ${wrapParts(parts, ' · ', cli.stdout.columns - 2).replaceAll('\n', '\n  ')}`);
    if (asking !== undefined) say(args, cli, `  ${asking}`);
  }
  const order = { takes: 'resume', takeOver: args.takeOver } as const;
  const { named, interrupts } = chosen;
  const launched = { sweep, named, interrupts, about, order };
  return startLaunch(args, cli, launched);
};

const nothingToDo = (
  args: Args,
  cli: Cli,
  chosen: ChosenSweep,
  status: SweepStatus,
  asking: string | undefined,
): number => {
  const { sweep } = chosen;
  const { counts } = status;
  const isDone = counts.succeeded === sweep.record.count;
  // The scheduler has the rest, which is no failure.
  const goesOn = isCluster(sweep) && counts.pending + counts.running > 0;
  if (args.json) printStatusJson(cli, sweep, status);
  else {
    const words = countsText(counts, coloursFor(cli.stdout, cli.env));
    const what = goesOn ? 'It goes on by itself' : 'Nothing is left to resume';
    cli.stdout.write(`${what}: ${words}\n`);
    if (asking !== undefined) cli.stdout.write(`  ${asking}\n`);
    const of = ofSweep(chosen);
    printNext(
      cli,
      [
        ...(goesOn ? [`mrun status${of} -w`, `mrun wait${of}`] : []),
        ...(counts.succeeded > 0 ? [`mrun results${of}`] : []),
        ...(isDone || goesOn ? [] : [`mrun why${of}`, `mrun retry${of}`]),
      ],
      args,
    );
  }
  return isDone || goesOn ? exitCode.ok : exitCode.failed;
};
