import { resolve } from 'node:path';
import type { AttemptStatus, Problem, Result, RunStatus } from '@mrunner/core';
import { contextNamed, fail, ok } from '@mrunner/core';
import { type GivenBack, giveBackCode } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import type { CommandMain } from '../command-line/command.ts';
import type { code as declaration } from '../command-line/declarations/code.ts';
import { exitCode } from '../exit-codes.ts';
import { oneLine } from '../output/cell-text.ts';
import { printJson } from '../output/json.ts';
import { printNext } from '../output/next-commands.ts';
import { shownPath } from '../output/paths.ts';
import { printMistake, printProblems } from '../output/problems.ts';
import { codeText, countText } from '../output/sweep-words.ts';
import { type ChosenRun, chooseRun } from '../select/choose-run.ts';
import { shortId } from '../select/short-id.ts';

/** Gives the code of a run back. Exit code 1 when it is not all of it. */
export const main: CommandMain<typeof declaration> = async (args, cli) => {
  const { to } = args;
  if (to === undefined) {
    return printMistake(cli, 'Where to? Name a directory: mrun code RUN --to DIR');
  }
  const chosen = chooseRun(cli, args.run);
  if (!chosen.ok) return printProblems(cli, 'mrun code', chosen.problems);
  const { sweep, recorded } = chosen.value;
  const attempt = attemptOf(sweep.status().of(recorded.index), args.attempt);
  if (!attempt.ok) return printProblems(cli, 'mrun code', attempt.problems);
  const directory = resolve(cli.cwd, to);
  const given = await giveBackCode(
    cli.host,
    sweep,
    attempt.value.code,
    directory,
    recorded.context,
  );
  if (!given.ok) {
    const refused = printProblems(cli, 'mrun code', given.problems, 'nothing was written');
    return given.problems.some(({ kind }) => kind === 'missing') ? exitCode.failed : refused;
  }
  if (args.json) printJson(cli, givenJson(chosen.value, attempt.value, directory, given.value));
  else printGiven(cli, chosen.value, attempt.value, directory, given.value);
  printMissing(cli, given.value);
  if (!args.json && given.value.project !== cli.cwd) {
    printNext(cli, [`cd ${shownPath(cli, given.value.project)}`], args);
  }
  return given.value.missing.length === 0 ? exitCode.ok : exitCode.failed;
};

/** What is known of the attempt that is meant; of a run that never started only what it would start with. */
const attemptOf = (
  run: RunStatus,
  attempt: number | undefined,
): Result<Pick<AttemptStatus, 'attempt' | 'code'>> => {
  if (attempt === undefined) return ok(run.attempts.at(-1) ?? run);
  const found = run.attempts.find((one) => one.attempt === attempt);
  return found === undefined ? fail(noSuchAttempt(run, attempt)) : ok(found);
};

const noSuchAttempt = ({ index, attempts }: RunStatus, attempt: number): Problem => ({
  kind: 'value',
  path: '--attempt',
  message: `#${index} has ${countText(attempts.length, 'attempt')}, and no attempt ${attempt}`,
});

const printGiven = (
  cli: Cli,
  { sweep, recorded }: ChosenRun,
  { attempt }: Pick<AttemptStatus, 'attempt'>,
  directory: string,
  { code, project }: GivenBack,
): void => {
  const which = attempt === 0 ? 'not started yet' : `attempt ${attempt}`;
  const name = `${shortId(sweep.record.id)}/${recorded.index}`;
  cli.stdout.write(
    `${name} · ${which} · ${codeText(contextNamed(sweep.record, recorded.context), code)} → ${shownPath(cli, directory)}\n`,
  );
  if (project !== directory) {
    cli.stdout.write(`The project is in ${shownPath(cli, project)}\n`);
  }
};

const printMissing = (cli: Cli, { missing }: GivenBack): void => {
  if (missing.length === 0) return;
  cli.stderr.write(`Not given back: ${countText(missing.length, 'file')}\n`);
  for (const { path, why } of missing) {
    cli.stderr.write(`  ${path === '' ? 'some of the commit' : path}   ${oneLine(why)}\n`);
  }
};

const givenJson = (
  { sweep, recorded }: ChosenRun,
  { attempt }: Pick<AttemptStatus, 'attempt'>,
  directory: string,
  { code, project, missing }: GivenBack,
): object => ({
  id: `${sweep.record.id}/${recorded.index}`,
  attempt,
  hash: code.hash ?? null,
  directory,
  project,
  missing: missing.map(({ path, why }) => ({ path, why })),
});
