import { fail, ok, type Problem, type RecordedExperiment, type Result } from '@mrunner/core';
import type { Cli } from '../cli.ts';
import type { Arguments, CommandMain } from '../command-line/command.ts';
import type { logs as declaration } from '../command-line/declarations/logs.ts';
import { exitCode } from '../exit-codes.ts';
import type { LogSource } from '../logs/log-source.ts';
import { logSourceOf } from '../logs/log-source-of.ts';
import { lookAtAll } from '../look/look-at.ts';
import { coloursFor } from '../output/colours.ts';
import { followRun } from '../output/follow-run.ts';
import { printJson } from '../output/json.ts';
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
  const logs = logSourceOf(cli, chosen.value.sweep);
  try {
    return await printLogs(args, cli, runs.value, logs);
  } finally {
    logs.close();
  }
};

const printLogs = async (
  args: Args,
  cli: Cli,
  runs: readonly SeenRun[],
  logs: LogSource,
): Promise<number> => {
  const [run, ...others] = runs;
  if (run === undefined) {
    cli.stderr.write('No run matches.\n');
    return exitCode.failed;
  }
  if (args.json) {
    const read = await logsJson(args, runs, logs);
    if (!read.ok) return printProblems(cli, 'mrun logs', read.problems);
    printJson(cli, { runs: read.value });
    return exitCode.ok;
  }
  if (args.follow) {
    const meant = await attemptToFollow(cli, args, run, logs);
    return meant.ok
      ? followRun(cli, run, args, logs)
      : printProblems(cli, 'mrun logs', meant.problems);
  }
  let code: number = exitCode.ok;
  for (const each of runs) {
    if (others.length > 0) cli.stdout.write(`${headOf(cli, each)}\n`);
    code = Math.max(code, await printRun(cli, args, each, logs));
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

const printRun = async (
  cli: Cli,
  args: Args,
  { recorded, status }: SeenRun,
  logs: LogSource,
): Promise<number> => {
  const attempt = await attemptOf(cli, args, recorded, logs);
  if (!attempt.ok) return printProblems(cli, 'mrun logs', attempt.problems);
  if (attempt.value === undefined) {
    cli.stderr.write(`#${recorded.index} has printed nothing: it is ${status.state}.\n`);
    return exitCode.failed;
  }
  const copied = await logs.copy(recorded, attempt.value, args.tail);
  return copied.ok ? exitCode.ok : printProblems(cli, 'mrun logs', copied.problems);
};

/** The attempt that is meant, the newest unless one is named; undefined before the first. */
const attemptOf = async (
  cli: Cli,
  { attempt, quiet }: Args,
  recorded: RecordedExperiment,
  logs: LogSource,
): Promise<Result<number | undefined>> => {
  const found = await logs.attempts(recorded);
  if (!found.ok) return found;
  const attempts = found.value;
  if (attempt !== undefined && !attempts.includes(attempt)) {
    return fail({
      kind: 'missing',
      path: '--attempt',
      message: `#${recorded.index} has no attempt ${attempt}`,
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
const attemptToFollow = async (
  cli: Cli,
  args: Args,
  run: SeenRun,
  logs: LogSource,
): Promise<Result<number | undefined>> => {
  const { attempt, attempts, state } = run.status;
  const isNext = args.attempt === attempt + 1 && (state === 'planned' || attempts.at(-1)?.again);
  if (args.attempt === undefined || args.attempt === attempt || isNext) return ok(args.attempt);
  return attemptOf(cli, args, run.recorded, logs);
};

const logsJson = async (
  args: Args,
  runs: readonly SeenRun[],
  logs: LogSource,
): Promise<Result<readonly object[]>> => {
  const entries: object[] = [];
  for (const { sweep, recorded, status } of runs) {
    const attempts = await logs.attempts(recorded);
    if (!attempts.ok) return attempts;
    const attempt = args.attempt ?? attempts.value.at(-1);
    const text = attempt === undefined ? ok('') : await logs.text(recorded, attempt, args.tail);
    if (!text.ok) return text;
    entries.push({
      id: `${sweep.record.id}/${recorded.index}`,
      state: status.state,
      exitCode: status.exitCode,
      attempt: attempt ?? null,
      log: attempt === undefined ? null : logs.path(recorded, attempt),
      text: text.value,
    });
  }
  return ok(entries);
};
