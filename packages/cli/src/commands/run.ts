import type { Sweep } from '@mrunner/dispatcher';
import type { Cli, Terminal } from '../cli.ts';
import type { Arguments, CommandMain } from '../command-line/command.ts';
import type { run } from '../command-line/declarations/run.ts';
import { exitCode } from '../exit-codes.ts';
import { checkStart } from '../load/check-start.ts';
import { newSweepId } from '../load/new-sweep-id.ts';
import { type PreparedSweep, prepareSweep } from '../load/prepare-sweep.ts';
import { leaveOutDone } from '../load/skip-done.ts';
import { coloursFor } from '../output/colours.ts';
import { shownPath } from '../output/paths.ts';
import { printMistake, printProblems } from '../output/problems.ts';
import { askYesOrNo } from '../output/questions.ts';
import { printRefusal, specTitle } from '../output/refusal.ts';
import { countText } from '../output/sweep-words.ts';
import { printWarnings } from '../output/warnings.ts';
import { type Interrupts, listenForInterrupts } from '../run/interrupts.ts';
import { launchAttached } from '../run/launch-attached.ts';
import { launchDetached } from '../run/launch-detached.ts';
import { recordSweep } from '../run/record-sweep.ts';
import { showPlan } from './plan.ts';

type RunArguments = Arguments<typeof run>;

const nothing = 'nothing was started';
/** From here on somebody is asked whether that many are meant. */
const manyRuns = 50;

/** Checks everything, writes the sweep down, starts it and shows how it goes. */
export const main: CommandMain<typeof run> = async (given, cli) => {
  const args = await leaveOutDone(cli, given);
  if (args === undefined) return exitCode.ok;
  if (args.dryRun) return showPlan(args, cli, args.json);
  const prepared = await prepareSweep(cli, args, {
    id: newSweepId(cli),
    snapshots: true,
    check: (wanted) => checkStart(cli, wanted),
  });
  if (!prepared.ok)
    return printRefusal(cli, specTitle(args.file, args.spec), prepared.problems, nothing);
  printWarnings(cli, prepared.value.warnings);
  const refusal = await askFirst(args, cli, prepared.value);
  if (refusal !== undefined) {
    prepared.value.loaded.close();
    return refusal;
  }
  return runPrepared(args, cli, prepared.value);
};

/** An exit code when it is not to go on. */
const askFirst = async (
  { yes }: RunArguments,
  cli: Cli,
  { loaded, context }: PreparedSweep,
): Promise<number | undefined> => {
  if (yes || loaded.count <= manyRuns) return undefined;
  const runs = countText(loaded.count, 'run');
  const answer = await askYesOrNo(cli, `Start ${runs} on ${context.name}?`);
  if (answer === true) return undefined;
  if (answer === false) {
    cli.stderr.write('Nothing was started.\n');
    return exitCode.usage;
  }
  return printMistake(
    cli,
    `${runs} are more than ${manyRuns}, and there is no terminal to ask on: add -y to start them. Nothing was started.`,
  );
};

const runPrepared = async (
  args: RunArguments,
  cli: Cli,
  prepared: PreparedSweep,
): Promise<number> => {
  const interrupts = listenForInterrupts(cli);
  try {
    const sweep = await recordSweep(cli, prepared, interrupts.happened);
    prepared.loaded.close();
    if (interrupts.happened()) {
      cli.stderr.write('Stopped before anything was started.\n');
      return exitCode.interrupted;
    }
    if (!sweep.ok)
      return printProblems(cli, specTitle(args.file, args.spec), sweep.problems, nothing);
    return await launch(args, cli, sweep.value, interrupts);
  } finally {
    interrupts.over();
  }
};

const launch = (
  args: RunArguments,
  cli: Cli,
  sweep: Sweep,
  interrupts: Interrupts,
): Promise<number> => {
  const terminal = args.json ? cli.stderr : cli.stdout;
  if (!args.quiet) terminal.write(`${headLine(cli, terminal, sweep)}\n`);
  const launched = { sweep, named: false, interrupts, about: specTitle(args.file, args.spec) };
  if (args.detach) return launchDetached(args, cli, { ...launched, order: {} });
  return launchAttached(args, cli, { ...launched, order: {} });
};

const headLine = (cli: Cli, terminal: Terminal, { home, record }: Sweep): string => {
  const { bold } = coloursFor(terminal, cli.env);
  const { project, name, count } = record;
  return `${bold(project)} · ${bold(name)} · ${countText(count, 'run')} → ${shownPath(cli, home)}`;
};
