import type { Problem, Result } from '@mrunner/core';
import { type AttemptCode, attemptCode } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import type { CommandMain } from '../command-line/command.ts';
import type { diff as declaration } from '../command-line/declarations/diff.ts';
import { compareCode } from '../diff/compare-code.ts';
import { compareRuns } from '../diff/compare-runs.ts';
import { type FullDiff, fullDiff } from '../diff/full-diff.ts';
import { exitCode } from '../exit-codes.ts';
import { lookAtAll } from '../look/look-at.ts';
import { diffJson } from '../output/diff-json.ts';
import { diffText } from '../output/diff-text.ts';
import { printJson } from '../output/json.ts';
import { printNext } from '../output/next-commands.ts';
import { printProblems } from '../output/problems.ts';
import { type ChosenRun, chooseRun, runWord } from '../select/choose-run.ts';
import { type SeenRun, seenRun } from '../select/seen-run.ts';

export const main: CommandMain<typeof declaration> = async (args, cli) => {
  const [first, second] = [chooseRun(cli, args.a), chooseRun(cli, args.b)];
  if (!first.ok || !second.ok) {
    const problems: Problem[] = [first, second].flatMap((it) => (it.ok ? [] : it.problems));
    return printProblems(cli, 'mrun diff', problems);
  }
  await lookAtAll(cli, [first.value.sweep, second.value.sweep]);
  const [a, b] = [seen(cli, first.value), seen(cli, second.value)];
  const codes = [codeOf(cli, a), codeOf(cli, b)] as const;
  const code = await compareCode(cli, ...codes);
  const full = args.full ? await wholeDiff(cli, a, b, codes) : undefined;
  if (full !== undefined && !full.ok) return printProblems(cli, 'mrun diff', full.problems);
  const diff = { a, b, sections: compareRuns(cli, a, b), code, codes, full: full?.value };
  if (args.json) {
    printJson(cli, diffJson(diff));
    return exitCode.ok;
  }
  cli.stdout.write(diffText(cli, diff));
  const words = [first.value, second.value].map((run) => runWord(run, run.recorded.index));
  printNext(
    cli,
    words.map((word) => `mrun show ${word}`),
    args,
  );
  return exitCode.ok;
};

const wholeDiff = async (
  cli: Cli,
  a: SeenRun,
  b: SeenRun,
  [first, second]: readonly [AttemptCode, AttemptCode],
): Promise<Result<FullDiff>> => fullDiff(cli, { run: a, code: first }, { run: b, code: second });

const codeOf = ({ host }: Cli, { sweep, recorded, status }: SeenRun): AttemptCode =>
  attemptCode(host, sweep, recorded.context, status.attempts.at(-1) ?? status);

const seen = (cli: Cli, { sweep, recorded }: ChosenRun): SeenRun =>
  seenRun(cli, sweep, recorded, sweep.status());
