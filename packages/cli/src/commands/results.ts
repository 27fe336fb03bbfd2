import type { Problem, Result } from '@mrunner/core';
import type { Cli } from '../cli.ts';
import type { Arguments, CommandMain } from '../command-line/command.ts';
import type { results as declaration } from '../command-line/declarations/results.ts';
import { exitCode } from '../exit-codes.ts';
import { lookAtAll } from '../look/look-at.ts';
import type { CurveOf } from '../output/curves-text.ts';
import { printJson } from '../output/json.ts';
import { printNext } from '../output/next-commands.ts';
import { noResultsText } from '../output/no-results-text.ts';
import {
  curveOfGroup,
  curveOfRun,
  leftOutText,
  resultsHead,
  resultsView,
} from '../output/print-results.ts';
import { printMistake, printProblems } from '../output/problems.ts';
import { groupsJson, runsJson } from '../output/results-json.ts';
import { resultsCsv, resultsMarkdown } from '../output/results-text.ts';
import { troublesText } from '../output/troubles-text.ts';
import { type Arranged, arrangeGroups, arrangeRuns } from '../results/arrange.ts';
import { curveNames, noCurve } from '../results/rank-results.ts';
import { type ResultSet, readResultSet } from '../results/result-set.ts';
import { groupColumns, runColumns, type TableColumn } from '../results/results-table.ts';
import { ofSweep, runWord } from '../select/choose-run.ts';
import { type ChosenSweep, chooseSweeps } from '../select/choose-sweep.ts';

type Args = Arguments<typeof declaration>;

export const main: CommandMain<typeof declaration> = async (args, cli) => {
  const formats = ['csv', 'md', 'json'] as const;
  const wanted = formats.filter((format) => args[format]);
  if (wanted.length > 1)
    return printMistake(cli, `Expected one of --csv, --md and --json, got ${wanted.length}.`);
  const chosen = chooseSweeps(cli, args.sweeps);
  if (!chosen.ok) return printProblems(cli, 'mrun results', chosen.problems);
  await lookAtAll(
    cli,
    chosen.value.map(({ sweep }) => sweep),
  );
  const set = readResultSet(cli, chosen.value, args.where);
  if (!set.ok) return printProblems(cli, 'mrun results', set.problems);
  const isEmpty = set.value.rows.length === 0;
  if (isEmpty && wanted.length === 0) {
    cli.stdout.write(noResultsText(cli, set.value));
    return exitCode.ok;
  }
  const view =
    isEmpty || args.over.length === 0 ? viewOfRuns(args, set.value) : viewOfGroups(args, set.value);
  if (!view.ok) return printProblems(cli, 'mrun results', view.problems);
  print(cli, args, set.value, view.value);
  if (wanted.length === 0) printNext(cli, nextCommands(args, set.value, chosen.value), args);
  return exitCode.ok;
};

/** What there is to print, in whatever form. */
interface View {
  readonly columns: readonly TableColumn[];
  readonly arranged: Arranged<unknown>;
  readonly curves: readonly CurveOf[];
  readonly json: () => object;
}

const viewOfRuns = (args: Args, set: ResultSet): Result<View> => {
  const problem = plotProblem(args, set);
  const arranged = arrangeRuns(set, args);
  if (problem !== undefined || !arranged.ok) return bothProblems(problem, arranged);
  const { shown, best } = arranged.value;
  return {
    ok: true,
    value: {
      columns: runColumns(shown, set.columns),
      arranged: arranged.value,
      curves: best.map(curveOfRun),
      json: () => runsJson(set, shown),
    },
  };
};

const viewOfGroups = (args: Args, set: ResultSet): Result<View> => {
  const problem = plotProblem(args, set);
  const arranged = arrangeGroups(set, args);
  if (problem !== undefined || !arranged.ok) return bothProblems(problem, arranged);
  const { shown, varying } = arranged.value;
  return {
    ok: true,
    value: {
      columns: groupColumns(shown, varying, set.columns.metrics),
      arranged: arranged.value,
      curves: shown.map(curveOfGroup),
      json: () => groupsJson(set, args.over, shown),
    },
  };
};

const plotProblem = ({ plot }: Args, { columns, rows }: ResultSet): Problem | undefined =>
  plot === undefined || rows.length === 0 ? undefined : noCurve('--plot', plot, rows, columns);

const bothProblems = (problem: Problem | undefined, arranged: Result<unknown>): Result<never> => ({
  ok: false,
  problems: [
    ...(problem === undefined ? [] : [problem]),
    ...(arranged.ok ? [] : arranged.problems),
  ],
});

const print = (
  cli: Cli,
  args: Args,
  set: ResultSet,
  { columns, arranged, curves, json }: View,
): void => {
  const troubles = troublesText([...set.rows.map(({ run }) => run), ...set.without]);
  if (args.json) printJson(cli, json());
  else if (args.csv) cli.stdout.write(resultsCsv(columns));
  else if (args.md) cli.stdout.write(resultsMarkdown(columns));
  else {
    cli.stdout.write(resultsHead(cli, set));
    cli.stdout.write(resultsView(cli, columns, arranged, curves, args.plot));
    cli.stdout.write(leftOutText(set, args.over.length > 0));
    cli.stdout.write(troubles);
    return;
  }
  cli.stderr.write(troubles);
};

const nextCommands = (
  args: Args,
  { columns, rows }: ResultSet,
  chosen: readonly ChosenSweep[],
): readonly string[] => {
  const [only, ...others] = chosen;
  const row = rows[0]?.run.recorded.index;
  if (only === undefined || row === undefined || others.length > 0) return [];
  const of = ofSweep(only);
  const isSeeded = columns.varying.includes('p.seed') && columns.varying.length > 1;
  const [metric] = curveNames(rows, columns);
  return [
    ...(args.over.length === 0 && isSeeded ? [`mrun results${of} --over seed`] : []),
    ...(args.plot === undefined && metric !== undefined
      ? [`mrun results${of} --plot ${metric}`]
      : []),
    `mrun show ${runWord(only, row)}`,
  ];
};
