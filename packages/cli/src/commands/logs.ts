import { fail, ok, type Problem, type Result } from '@mrunner/core';
import { loggedAttempts, logPath } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import type { Arguments, CommandMain } from '../command-line/command.ts';
import type { logs as declaration } from '../command-line/declarations/logs.ts';
import { exitCode } from '../exit-codes.ts';
import { lookAtAll } from '../look/look-at.ts';
import { coloursFor } from '../output/colours.ts';
import { followRun } from '../output/follow-run.ts';
import { printJson } from '../output/json.ts';
import { copyLog, readLog } from '../output/print-log.ts';
import { printProblems } from '../output/problems.ts';
import { runParts } from '../output/run-parts.ts';
import { ofSweep } from '../select/choose-run.ts';
import { type ChosenSweep, chooseSweep } from '../select/choose-sweep.ts';
import type { SeenRun } from '../select/seen-run.ts';
import { selectRuns } from '../select/select-runs.ts';

type Args = Arguments<typeof declaration>;

export const main: CommandMain<typeof declaration> = async (args, cli) => {
  const chosen = chooseSweep(cli, args.runs);
  if (!chosen.ok) return printProblems(cli, 'mrun logs', chosen.problems);
  await lookAtAll(cli, [chosen.value.sweep]);
  const runs = chosenRuns(cli, args, chosen.value);
  if (!runs.ok) return printProblems(cli, 'mrun logs', runs.problems);
  const [run, ...others] = runs.value;
  if (run === undefined) {
    cli.stderr.write('No run matches.\n');
    return exitCode.failed;
  }
  if (args.json) {
    printJson(cli, { runs: runs.value.map((each) => logJson(cli, args, each)) });
    return exitCode.ok;
  }
  if (args.follow) {
    const meant = attemptToFollow(cli, args, run);
    return meant.ok ? followRun(cli, run, args) : printProblems(cli, 'mrun logs', meant.problems);
  }
  let code: number = exitCode.ok;
  for (const each of runs.value) {
    if (others.length > 0) cli.stdout.write(`${headOf(cli, each)}\n`);
    code = Math.max(code, printRun(cli, args, each));
  }
  if (!args.exitCode || code !== exitCode.ok) return code;
  const { attempts, exitCode: newest } = run.status;
  const own = attempts.find(({ attempt }) => attempt === args.attempt);
  return (own === undefined ? newest : own.exitCode) ?? exitCode.failed;
};

/** The runs whose logs are meant: one, unless several are named or described. */
const chosenRuns = (cli: Cli, args: Args, chosen: ChosenSweep): Result<readonly SeenRun[]> => {
  const runs = selectRuns(cli, chosen, args.where, chosen.sweep.status());
  if (!runs.ok || runs.value.length < 2) return runs;
  if (args.follow || args.exitCode) return fail(tooMany(chosen, 'expected one run to follow'));
  const isSaid = args.where !== undefined || chosen.runs !== undefined;
  return isSaid ? runs : fail(tooMany(chosen, 'expected a run such as 3 or otter/3'));
};

const tooMany = ({ sweep, named }: ChosenSweep, message: string): Problem => ({
  kind: 'missing',
  path: 'RUN',
  message,
  details: [`its runs: mrun status${ofSweep({ sweep, named })}`],
});

const headOf = (cli: Cli, run: SeenRun): string => {
  const parts = runParts(run, cli.host.clock.now(), coloursFor(cli.stdout, cli.env));
  return `==> ${parts.join(' · ')} <==`;
};

const printRun = (cli: Cli, args: Args, run: SeenRun): number => {
  const attempt = attemptOf(cli, args, run);
  if (!attempt.ok) return printProblems(cli, 'mrun logs', attempt.problems);
  const { recorded, sweep, status } = run;
  if (attempt.value === undefined) {
    cli.stderr.write(`#${recorded.index} has printed nothing: it is ${status.state}.\n`);
    return exitCode.failed;
  }
  copyLog(cli, logPath(sweep.home, recorded, attempt.value), args.tail);
  return exitCode.ok;
};

/** The attempt that is meant, the newest unless one is named; undefined before the first. */
const attemptOf = (
  cli: Cli,
  { attempt, quiet }: Args,
  run: SeenRun,
): Result<number | undefined> => {
  const attempts = loggedAttempts(cli.host, run.sweep.home, run.recorded);
  if (attempt !== undefined && !attempts.includes(attempt)) {
    return fail({
      kind: 'missing',
      path: '--attempt',
      message: `#${run.recorded.index} has no attempt ${attempt}`,
      details: [attempts.length === 0 ? 'it has not started' : `it has: ${attempts.join(', ')}`],
    });
  }
  const newest = attempts.at(-1);
  if (attempt === undefined && attempts.length > 1 && !quiet) {
    cli.stderr.write(`attempt ${newest} of ${attempts.length}; an earlier one: --attempt N\n`);
  }
  return ok(attempt ?? newest);
};

/** An attempt may be followed that is still to come, as long as it is the next one. */
const attemptToFollow = (cli: Cli, args: Args, run: SeenRun): Result<number | undefined> => {
  const { attempt, attempts, state } = run.status;
  const isNext = args.attempt === attempt + 1 && (state === 'planned' || attempts.at(-1)?.again);
  if (args.attempt === undefined || args.attempt === attempt || isNext) return ok(args.attempt);
  return attemptOf(cli, args, run);
};

const logJson = (cli: Cli, args: Args, run: SeenRun): object => {
  const attempt = args.attempt ?? loggedAttempts(cli.host, run.sweep.home, run.recorded).at(-1);
  const log = attempt === undefined ? null : logPath(run.sweep.home, run.recorded, attempt);
  return {
    id: `${run.sweep.record.id}/${run.recorded.index}`,
    state: run.status.state,
    exitCode: run.status.exitCode,
    attempt: attempt ?? null,
    log,
    text: log === null ? '' : readLog(cli, log, args.tail),
  };
};
