import { resolve } from 'node:path';
import { indexesText, type Problem } from '@mrunner/core';
import { type FetchedRuns, fetchRuns, isKubernetes, type Sweep } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import type { Arguments, CommandMain } from '../command-line/command.ts';
import type { fetch as declaration } from '../command-line/declarations/fetch.ts';
import { exitCode } from '../exit-codes.ts';
import { lookAtAll } from '../look/look-at.ts';
import { bytesText } from '../output/bytes-text.ts';
import { farHome } from '../output/far-directory.ts';
import { printJson } from '../output/json.ts';
import { printNext } from '../output/next-commands.ts';
import { shownPath } from '../output/paths.ts';
import { printMistake, printProblems } from '../output/problems.ts';
import { askYesOrNo } from '../output/questions.ts';

import { countText } from '../output/sweep-words.ts';
import { ofSweep } from '../select/choose-run.ts';
import { type ChosenSweep, chooseSweeps } from '../select/choose-sweep.ts';
import type { SeenRun } from '../select/seen-run.ts';
import { selectRuns } from '../select/select-runs.ts';

type Args = Arguments<typeof declaration>;

/** More runs than that are not fetched without a question. */
const mostRuns = 50;

interface Wanted {
  readonly chosen: ChosenSweep;
  readonly runs: readonly SeenRun[];
}

export const main: CommandMain<typeof declaration> = async (args, cli) => {
  const chosen = chooseSweeps(cli, args.targets);
  if (!chosen.ok) return printProblems(cli, 'mrun fetch', chosen.problems, 'nothing was fetched');
  await lookAtAll(
    cli,
    chosen.value.map(({ sweep }) => sweep),
  );
  const wanted: Wanted[] = [];
  const problems: Problem[] = [];
  for (const each of chosen.value) {
    const runs = selectRuns(cli, each, args.where, each.sweep.status());
    if (runs.ok) wanted.push({ chosen: each, runs: runs.value });
    else problems.push(...runs.problems);
  }
  if (problems.length > 0) return printProblems(cli, 'mrun fetch', problems, 'nothing was fetched');
  const count = wanted.reduce((sum, { runs }) => sum + runs.length, 0);
  if (count === 0) {
    cli.stderr.write('No run matches.\n');
    return exitCode.failed;
  }
  if (count > mostRuns && !args.yes && !wanted.every(areHere)) {
    const answer = await askYesOrNo(cli, `Fetch the files of ${count} runs?`);
    if (answer === false) return exitCode.ok;
    if (answer === undefined)
      return printMistake(cli, `Nothing was fetched: these are ${count} runs. Add -y.`);
  }
  const reports: object[] = [];
  for (const each of wanted) {
    const code = await fetchOne(args, cli, each, reports);
    if (code !== exitCode.ok) return code;
  }
  if (args.json) printJson(cli, { sweeps: reports });
  const [first] = wanted;
  if (!args.json && first?.runs.length === 1) {
    printNext(cli, [`mrun show${ofSweep(first.chosen)} ${first.runs[0]?.recorded.index}`], args);
  }
  return exitCode.ok;
};

/** Whether the files of a sweep are on this machine anyway. */
const areHere = ({ chosen: { sweep } }: Wanted): boolean => farHome(sweep.record) === undefined;

const fetchOne = async (
  args: Args,
  cli: Cli,
  { chosen: { sweep }, runs }: Wanted,
  reports: object[],
): Promise<number> => {
  const to = args.to === undefined ? undefined : resolve(cli.cwd, args.to);
  if (to === undefined && farHome(sweep.record) === undefined) {
    const [only] = runs;
    const where = runs.length === 1 && only !== undefined ? only.directory : sweep.home;
    if (args.json) reports.push(fetchedJson(sweep, sweep.home, nothingFetched(runs)));
    else cli.stdout.write(`${sweep.record.id}: ${hereText(cli, sweep, where)}\n`);
    return exitCode.ok;
  }
  const isTold = !args.json && !args.quiet && cli.stderr.isTerminal;
  const fetched = await fetchRuns(cli.host, sweep, runs, {
    ...(to !== undefined && { to }),
    observe: ({ runs: done, bytes }) => {
      if (isTold) cli.stderr.write(`\r  ${done} of ${runs.length} runs · ${bytesText(bytes)} `);
    },
  });
  if (isTold) cli.stderr.write('\r\u001b[K');
  if (!fetched.ok) return printProblems(cli, 'mrun fetch', fetched.problems);
  if (args.json) reports.push(fetchedJson(sweep, to ?? sweep.home, fetched.value));
  else cli.stdout.write(fetchedText(cli, sweep, to ?? sweep.home, fetched.value));
  return exitCode.ok;
};

/** That there is nothing to fetch. */
const hereText = (cli: Cli, sweep: Sweep, directory: string): string => {
  const kept = isKubernetes(sweep)
    ? '\n  what else its runs wrote went with their pods: pvc in the context keeps it'
    : '';
  return cli.host.files.exists(directory)
    ? `its files are here: ${shownPath(cli, directory)}${kept}`
    : `nothing of it is here yet${kept}`;
};

/** All is here. */
const nothingFetched = (runs: readonly SeenRun[]): FetchedRuns => ({
  runs: 0,
  files: 0,
  bytes: 0,
  before: runs.map(({ recorded }) => recorded.index),
  missing: [],
  going: [],
  kept: [],
});

const fetchedText = (cli: Cli, { record }: Sweep, to: string, fetched: FetchedRuns): string => {
  const { runs, files, bytes, before, missing, going, kept } = fetched;
  const lines = [
    `${record.id}: ${countText(runs, 'run')}, ${countText(files, 'file')}, ${bytesText(bytes)} → ${shownPath(cli, to)}`,
    ...(before.length === 0 ? [] : [`here already: ${indexesText(before)}`]),
    ...(missing.length === 0 ? [] : [`no files yet: ${indexesText(missing)}`]),
    ...(going.length === 0
      ? []
      : [`still at work, so fetch again when done: ${indexesText(going)}`]),
    ...(kept.length === 0
      ? []
      : [
          `newer here, so left alone: ${kept
            .slice(0, 5)
            .map((path) => shownPath(cli, path))
            .join(', ')}${kept.length > 5 ? ` and ${kept.length - 5} more` : ''}`,
        ]),
  ];
  return `${lines.join('\n  ')}\n`;
};

const fetchedJson = ({ record }: Sweep, to: string, fetched: FetchedRuns): object => ({
  sweep: record.id,
  to,
  runs: fetched.runs,
  files: fetched.files,
  bytes: fetched.bytes,
  before: fetched.before,
  missing: fetched.missing,
  going: fetched.going,
  kept: fetched.kept,
});
