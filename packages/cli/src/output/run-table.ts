import type { Cli } from '../cli.ts';
import { type SeenRun, timeTaken } from '../select/seen-run.ts';
import { cellText } from './cell-text.ts';
import { coloursFor } from './colours.ts';
import { durationText } from './durations.ts';
import { runNote } from './run-note.ts';
import { stateText } from './state-text.ts';
import { type Column, tableText, textWidth } from './table.ts';

/** Columns of a note that must be left, or the parameters give way. */
const noteWidth = 24;

/** Runs below each other: what varies, the state, the time, and a note. */
export const runTable = (
  cli: Cli,
  varying: readonly string[],
  runs: readonly SeenRun[],
): string => {
  const colours = coloursFor(cli.stdout, cli.env);
  const now = cli.host.clock.now();
  const members = runs.some(({ recorded }) => recorded.composite !== undefined);
  const rows = runs.map((run) => {
    const { parameters } = run.recorded.experiment;
    const taken = timeTaken(run.status, now);
    return [
      String(run.recorded.index),
      stateText(run.status.state, colours),
      ...(members ? [run.recorded.composite?.member ?? ''] : []),
      ...varying.map((name) =>
        cellText(Object.hasOwn(parameters, name) ? parameters[name] : undefined),
      ),
      taken === undefined ? '' : durationText(taken),
      runNote(cli, run),
    ];
  });
  const titles = ['#', 'state', ...(members ? ['member'] : []), ...varying, 'time', 'note'];
  const widths = titles.map((title, i) =>
    Math.max(title.length, ...rows.map((row) => textWidth(row[i] ?? ''))),
  );
  const fixed = widths.slice(0, -1).reduce((sum, width) => sum + width + 2, 2);
  const isTight = fixed + noteWidth > cli.stdout.columns;
  const columns = titles.map((title, i): Column => {
    if (title === '#' || title === 'time') return { title, align: 'right' };
    return { title, shrinks: i === titles.length - 1 || (isTight && i > 1) };
  });
  return tableText(columns, rows, { columns: cli.stdout.columns });
};
