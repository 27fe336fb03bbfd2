import type { Refreshed, Sweep, SweepStatus } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { ageLine } from '../look/age-line.ts';
import type { PickedRuns } from '../select/pick-runs.ts';
import { shortId } from '../select/short-id.ts';
import { oneLine } from './cell-text.ts';
import { coloursFor } from './colours.ts';
import { launcherText } from './launcher-text.ts';
import { runTable } from './run-table.ts';
import { countsText } from './state-text.ts';
import { sweepParts, sweepTimes } from './sweep-header.ts';
import { cutText } from './table.ts';
import { waitingLines } from './waiting-lines.ts';
import { wrapParts } from './wrap-parts.ts';
import { wrapText } from './wrap-text.ts';

/** A sweep as `mrun status` shows it: what it is, the counts, who starts its runs, and the runs. */
export const statusView = (
  cli: Cli,
  sweep: Sweep,
  status: SweepStatus,
  { runs, total, chosen }: PickedRuns,
  refreshed: Refreshed = {},
): string => {
  const age = ageLine(cli, sweep, refreshed);
  const colours = coloursFor(cli.stdout, cli.env);
  const launcher = launcherText(status, sweep.record.options.maxFailures);
  const hidden = total - runs.length;
  const line = (text: string): string =>
    `  ${colours.yellow(wrapText(text, cli.stdout.columns - 2).replaceAll('\n', '\n  '))}\n`;
  const table = runs.length === 0 ? '' : runTable(cli, sweep.record.varying, runs);
  return [
    `${statusHead(cli, sweep, status)}\n`,
    ...(age === undefined ? [] : [line(age)]),
    `  ${countsText(status.counts, colours)}\n`,
    ...waitingLines(sweep, status).map(line),
    ...(launcher === undefined
      ? []
      : [`  ${colours.yellow(wrapText(launcher, cli.stdout.columns - 2))}\n`]),
    saidLines(cli, sweep),
    table,
    ...(chosen && runs.length === 0 ? ['  no run matches\n'] : []),
    ...(hidden === 0 ? [] : [`  … and ${hidden} more: mrun status --all\n`]),
  ].join('');
};

const mostNotes = 3;

/** What people said of the sweep, the newest notes, a line each: `pinned`, `note  …`. */
const saidLines = (cli: Cli, sweep: Sweep): string => {
  const said = sweep.remarks();
  const { cyan } = coloursFor(cli.stdout, cli.env);
  const hidden = said.sweep.notes.length - mostNotes;
  return [
    ...(said.pinned ? [said.sweep.pinned ? 'pinned' : 'pinned by a run'] : []),
    ...said.sweep.notes.slice(-mostNotes).map(({ text }) => `note  ${oneLine(text)}`),
    ...(hidden > 0 ? [`note  … and ${hidden} more: mrun note ${shortId(sweep.record.id)}`] : []),
  ]
    .map((line) => `  ${cyan(cutText(line, cli.stdout.columns - 2))}\n`)
    .join('');
};

/** The first line: the sweep, and when it was started. */
export const statusHead = (cli: Cli, { record }: Sweep, status: SweepStatus): string => {
  const times = sweepTimes(record, status, cli.host.clock.now());
  const parts = sweepParts(record, coloursFor(cli.stdout, cli.env));
  return wrapParts([...parts, times], ' · ', cli.stdout.columns);
};
