import { launchSweep, type Sweep } from '@mrunner/dispatcher';
import type { Cli, Terminal } from '../cli.ts';
import type { Arguments, CommandMain } from '../command-line/command.ts';
import type { run } from '../command-line/declarations/run.ts';
import { exitCode } from '../exit-codes.ts';
import { checkStart } from '../load/check-start.ts';
import { newSweepId } from '../load/new-sweep-id.ts';
import { type PreparedSweep, prepareSweep } from '../load/prepare-sweep.ts';
import { coloursFor } from '../output/colours.ts';
import { shownPath } from '../output/paths.ts';
import { printMistake, printProblems } from '../output/problems.ts';
import { askYesOrNo } from '../output/questions.ts';
import { printRefusal, specTitle } from '../output/refusal.ts';
import { printStatusJson } from '../output/status-json.ts';
import { countText } from '../output/sweep-words.ts';
import { printWarnings } from '../output/warnings.ts';
import { exitCodeOf, printEnding } from '../run/ending.ts';
import { type Interrupts, listenForInterrupts } from '../run/interrupts.ts';
import { liveReporter } from '../run/live-reporter.ts';
import { plainReporter } from '../run/plain-reporter.ts';
import { recordSweep } from '../run/record-sweep.ts';
import { quietReporter, type Reporter } from '../run/reporter.ts';
import { showPlan } from './plan.ts';

type RunArguments = Arguments<typeof run>;

const nothing = 'nothing was started';
/** From here on somebody is asked whether that many are meant. */
const manyRuns = 50;

/** Checks everything, writes the sweep down, starts it and shows how it goes. */
export const main: CommandMain<typeof run> = async (args, cli) => {
  if (args.dryRun) return showPlan(args, cli, args.json);
  const prepared = await prepareSweep(cli, args, {
    id: newSweepId(cli),
    check: (contexts, secrets) => checkStart(cli, contexts, secrets),
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

const launch = async (
  args: RunArguments,
  cli: Cli,
  sweep: Sweep,
  interrupts: Interrupts,
): Promise<number> => {
  // With --json standard output is for the program that asked.
  const terminal = args.json ? cli.stderr : cli.stdout;
  const begunAt = cli.host.clock.now();
  if (!args.quiet) terminal.write(`${headLine(cli, terminal, sweep)}\n`);
  const reporter = reporterFor(args, cli, terminal, sweep);
  const launched = await launchSweep(cli.host, sweep, { observe: reporter.hear });
  if (!launched.ok)
    return printProblems(cli, specTitle(args.file, args.spec), launched.problems, nothing);
  reporter.begin(launched.value);
  interrupts.listen((times) => {
    const { running } = launched.value;
    const what = running.size === 0 ? 'the set-up' : countText(running.size, 'run');
    if (times === 1) reporter.say(`Stopping ${what}; Ctrl-C again ends it all at once.`);
    launched.value.stop(times === 1 ? 'term' : 'kill');
  });
  const outcome = await launched.value.done;
  reporter.end();
  const took = cli.host.clock.now() - begunAt;
  const ending = { sweep, status: sweep.status(), outcome, took };
  if (args.json) printStatusJson(cli, sweep, ending.status);
  else printEnding(cli, ending, args);
  return exitCodeOf(ending);
};

const headLine = (cli: Cli, terminal: Terminal, { home, record }: Sweep): string => {
  const { bold } = coloursFor(terminal, cli.env);
  const { project, name, count } = record;
  return `${bold(project)} · ${bold(name)} · ${countText(count, 'run')} → ${shownPath(cli, home)}`;
};

const reporterFor = (
  { quiet }: RunArguments,
  cli: Cli,
  terminal: Terminal,
  { record }: Sweep,
): Reporter => {
  const { varying, count } = record;
  if (quiet) return quietReporter(cli.stderr.write);
  if (terminal.isTerminal && cli.env.TERM !== 'dumb')
    return liveReporter(cli, terminal, varying, count);
  return plainReporter(terminal.write, varying, cli.host.clock.now, coloursFor(terminal, cli.env));
};
