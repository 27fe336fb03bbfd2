import type { RecordedExperiment, RunStatus } from '@mrunner/core';
import { isCluster, type SweepStatus } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { exitCode } from '../exit-codes.ts';
import { type Cause, causesOf } from '../results/causes.ts';
import { isResumable } from '../run/resumable-runs.ts';
import { ofSweep, runWord } from '../select/choose-run.ts';
import type { ChosenSweep } from '../select/choose-sweep.ts';
import { runsToLookAt } from '../select/runs-to-look-at.ts';
import { type SeenRun, seenRun } from '../select/seen-run.ts';
import { oneLine } from './cell-text.ts';
import { coloursFor } from './colours.ts';
import { rangesText } from './index-ranges.ts';
import { printJson } from './json.ts';
import { launcherText } from './launcher-text.ts';
import { missingFileHint } from './missing-file-hint.ts';
import { printNext } from './next-commands.ts';
import { typedAs } from './program-name.ts';
import { retriedRuns, retryCommand } from './retry-command.ts';
import { countsText } from './state-text.ts';
import { statusHead } from './status-view.ts';
import { cutText, textWidth } from './table.ts';
import { troublesText } from './troubles-text.ts';
import { waitingLines } from './waiting-lines.ts';
import { wrapText } from './wrap-text.ts';

/** How many causes are shown; the rest are counted. */
const limit = 12;
/** How many runs' files are looked at for what can't be read. */
const mostRead = 100;

/** What is to be done about a cause. */
interface Advice {
  readonly cause: Cause;
  /** Null when another attempt follows by itself. */
  readonly retry: string | null;
  readonly hint: string | null;
}

/** Says what went wrong in a sweep, by cause, and the command that tries each again. Without `runs`, of the whole sweep. */
export const whySweep = (
  cli: Cli,
  chosen: ChosenSweep,
  status: SweepStatus,
  runs: readonly SeenRun[] | undefined,
  { json, quiet }: { readonly json: boolean; readonly quiet: boolean },
): number => {
  const { sweep } = chosen;
  const causes = causesOf(
    runs === undefined ? everyRun(chosen, status) : runs.map((run) => run.status),
  );
  const firsts = sweep.experimentsAt(new Set(causes.flatMap(({ indexes }) => indexes.slice(0, 1))));
  const bad = retriedRuns(everyRun(chosen, status));
  const advices = causes.map((cause) =>
    adviceOn(cli, chosen, { status, bad }, cause, firsts.get(cause.indexes[0] ?? -1)),
  );
  if (json) {
    printJson(cli, { sweep: sweep.record.id, causes: advices.map(adviceJson) });
    return exitCode.ok;
  }
  const colours = coloursFor(cli.stdout, cli.env);
  const launcher = launcherText(status, sweep.record.options.maxFailures);
  cli.stdout.write(`${statusHead(cli, sweep, status)}\n`);
  cli.stdout.write(`  ${countsText(status.counts, colours)}\n`);
  if (launcher !== undefined) cli.stdout.write(`  ${colours.yellow(launcher)}\n`);
  const seen =
    runs?.slice(0, mostRead) ??
    runsToLookAt(sweep, status, mostRead).map((recorded) => seenRun(cli, sweep, recorded, status));
  const troubles = troublesText(seen);
  const waiting = waitingLines(sweep, status);
  for (const line of waiting)
    cli.stdout.write(`${wrapText(line, cli.stdout.columns - 2).replace(/^/gm, '  ')}\n`);
  if (causes.length > 0) cli.stdout.write(advicesText(cli, advices));
  else if (launcher === undefined && troubles === '' && waiting.length === 0)
    cli.stdout.write('  nothing went wrong\n');
  cli.stdout.write(troubles);
  const unread = (runs?.length ?? sweep.record.count) - seen.length;
  if (unread > 0) {
    cli.stdout.write(colours.dim(`  what the files of ${unread} more runs hold was not read\n`));
  }
  printNext(cli, nextCommands(chosen, status, causes), { quiet });
  return exitCode.ok;
};

/** All runs that may have gone wrong. Those without a record of their own are cancelled together, or not at all. */
function* everyRun({ sweep }: ChosenSweep, status: SweepStatus) {
  yield* status.recorded.values();
  let cancelled = 0;
  for (const { state } of status.recorded.values()) if (state === 'cancelled') cancelled++;
  if (cancelled >= status.counts.cancelled) return;
  for (const { index } of sweep.experiments()) {
    if (!status.recorded.has(index)) yield status.of(index);
  }
}

const adviceOn = (
  cli: Cli,
  chosen: ChosenSweep,
  { status, bad }: { readonly status: SweepStatus; readonly bad: readonly RunStatus[] },
  cause: Cause,
  recorded: RecordedExperiment | undefined,
): Advice => {
  const { sweep } = chosen;
  if (recorded === undefined) throw new Error('Internal error: a cause without its run');
  const { overrides } = status.of(recorded.index);
  const { resources } = sweep.plan(recorded, 1, overrides);
  const { timeout } = sweep.record.options;
  const retry = cause.again ? null : retryCommand(chosen, bad, cause, { resources, timeout });
  return { cause, retry, hint: missingFileHint(cli, sweep, cause.text) ?? null };
};

/** A cause in a line or two, and below it what to type. */
const advicesText = (cli: Cli, advices: readonly Advice[]): string => {
  const shown = advices.slice(0, limit);
  const { bold } = coloursFor(cli.stdout, cli.env);
  const { columns } = cli.stdout;
  const countWidth = Math.max(...shown.map(({ cause }) => String(cause.indexes.length).length));
  const lines = shown.flatMap(({ cause, retry, hint }) => {
    const head = `  ${String(cause.indexes.length).padStart(countWidth)} × `;
    const text = oneLine(cause.text === '' ? cause.state : cause.text);
    const ranges = rangesText(
      cause.indexes,
      Math.max(28, columns - head.length - textWidth(text) - 3),
    );
    const room = Math.max(16, columns - head.length - ranges.length - 3);
    const indent = ' '.repeat(head.length);
    const [first = '', ...others] = wrapText(text, room).split('\n');
    const rest =
      others.length === 0 ? [] : [indent + cutText(others.join(' '), columns - indent.length)];
    return [
      `${head}${cutText(first, room)}   ${ranges}`,
      ...rest,
      ...(hint === null ? [] : [`${indent}${hint}`]),
      indent + (retry === null ? 'will be tried again by itself' : bold(typedAs(cli, retry))),
    ];
  });
  const hidden = advices.length - shown.length;
  const more = hidden === 0 ? [] : [`  … and ${hidden} more causes: mrun why --json`];
  return [...lines, ...more].map((line) => `${line}\n`).join('');
};

const nextCommands = (
  chosen: ChosenSweep,
  status: SweepStatus,
  [cause]: readonly Cause[],
): readonly string[] => {
  const run = cause?.indexes[0];
  const resume = isResumable(chosen.sweep, status) ? [`mrun resume${ofSweep(chosen)}`] : [];
  if (run === undefined) return [...resume, `mrun status${ofSweep(chosen)}`];
  const word = runWord(chosen, run);
  const there = isCluster(chosen.sweep) ? ' --context local' : '';
  return [...resume, `mrun why ${word}`, `mrun logs ${word}`, `mrun debug ${word}${there}`];
};

const adviceJson = ({
  cause: { state, reason, text, indexes, again },
  retry,
  hint,
}: Advice): object => ({
  state,
  reason,
  text,
  count: indexes.length,
  indexes,
  again,
  retry,
  hint,
});
