import { indexesText } from '@mrunner/core';
import type { SweepStatus } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import type { Arguments, CommandMain } from '../command-line/command.ts';
import type { why as declaration } from '../command-line/declarations/why.ts';
import { exitCode } from '../exit-codes.ts';
import { oneLine } from '../output/cell-text.ts';
import { coloursFor } from '../output/colours.ts';
import { printJson } from '../output/json.ts';
import { launcherText } from '../output/launcher-text.ts';
import { printNext } from '../output/next-commands.ts';
import { printProblems } from '../output/problems.ts';
import { countsText } from '../output/state-text.ts';
import { statusHead } from '../output/status-view.ts';
import { cutText, tableText } from '../output/table.ts';
import { troublesText } from '../output/troubles-text.ts';
import { whyRun } from '../output/why-run.ts';
import { type Cause, causesOf } from '../results/causes.ts';
import { runWord, sweepWord } from '../select/choose-run.ts';
import { type ChosenSweep, chooseSweep } from '../select/choose-sweep.ts';
import type { SeenRun } from '../select/seen-run.ts';
import { selectRuns } from '../select/select-runs.ts';

type Args = Arguments<typeof declaration>;

export const main: CommandMain<typeof declaration> = async (args, cli) => {
  const chosen = chooseSweep(cli, args.target);
  if (!chosen.ok) return printProblems(cli, 'mrun why', chosen.problems);
  const status = chosen.value.sweep.status();
  const runs = selectRuns(cli, chosen.value, args.where, status);
  if (!runs.ok) return printProblems(cli, 'mrun why', runs.problems);
  const [run, ...others] = runs.value;
  const isOne = run !== undefined && others.length === 0 && chosen.value.runs !== undefined;
  if (isOne) return whyRun(cli, chosen.value, run, status, args);
  return whySweep(cli, args, chosen.value, runs.value, status);
};

/** How many causes are shown; the rest are counted. */
const limit = 12;

const whySweep = (
  cli: Cli,
  args: Args,
  chosen: ChosenSweep,
  runs: readonly SeenRun[],
  status: SweepStatus,
): number => {
  const causes = causesOf(runs);
  if (args.json) {
    printJson(cli, { sweep: chosen.sweep.record.id, causes: causes.map(causeJson) });
    return exitCode.ok;
  }
  const colours = coloursFor(cli.stdout, cli.env);
  const launcher = launcherText(status);
  cli.stdout.write(`${statusHead(cli, chosen.sweep, status)}\n`);
  cli.stdout.write(`  ${countsText(status.counts, colours)}\n`);
  if (launcher !== undefined) cli.stdout.write(`  ${colours.yellow(launcher)}\n`);
  const troubles = troublesText(runs);
  if (causes.length > 0) cli.stdout.write(causesText(cli, causes));
  else if (launcher === undefined && troubles === '') cli.stdout.write('  nothing went wrong\n');
  cli.stdout.write(troubles);
  printNext(cli, nextCommands(chosen, causes), args);
  return exitCode.ok;
};

const causesText = (cli: Cli, causes: readonly Cause[]): string => {
  const rows = causes
    .slice(0, limit)
    .map(({ runs, text, state }) => [
      String(runs.length),
      '×',
      oneLine(text === '' ? state : text),
      cutText(indexesText(runs.map(({ recorded }) => recorded.index)), 28),
    ]);
  const columns = [
    { title: '', align: 'right' },
    { title: '' },
    { title: '', shrinks: true },
    { title: '' },
  ] as const;
  const hidden = causes.length - rows.length;
  const more = hidden === 0 ? '' : `  … and ${hidden} more causes: mrun why --json\n`;
  return `${tableText(columns, rows, { columns: cli.stdout.columns })}${more}`;
};

const nextCommands = (chosen: ChosenSweep, [cause]: readonly Cause[]): readonly string[] => {
  const run = cause?.runs[0]?.recorded.index;
  if (run === undefined) return [`mrun status ${sweepWord(chosen)}`.trimEnd()];
  const word = runWord(chosen, run);
  return [`mrun why ${word}`, `mrun logs ${word}`, `mrun debug ${word}`];
};

const causeJson = ({ state, text, runs }: Cause): object => ({
  state,
  reason: runs[0]?.status.reason ?? null,
  text,
  count: runs.length,
  indexes: runs.map(({ recorded }) => recorded.index),
});
