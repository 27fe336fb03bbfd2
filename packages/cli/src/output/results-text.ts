import type { Cli } from '../cli.ts';
import type { TableColumn } from '../results/results-table.ts';
import { csvLine } from './csv.ts';
import { markdownTable } from './markdown-table.ts';
import { type Column, tableText, textWidth } from './table.ts';

/** Results below each other. What would make it too wide is left out, and named below. */
export const resultsText = (cli: Cli, columns: readonly TableColumn[]): string => {
  const shown = fitting(columns, cli.stdout.columns);
  const hidden = columns.filter((column) => !shown.includes(column)).map(({ title }) => title);
  const table = tableText(shown.map(layout), rowsOf(shown), { columns: cli.stdout.columns });
  if (hidden.length === 0) return table;
  return `${table}  … and ${hidden.join(', ')}: --csv, or a wider terminal\n`;
};

/** Results for a spreadsheet, with all digits. */
export const resultsCsv = (columns: readonly TableColumn[]): string => {
  const raw = columns.flatMap((column) => column.raw);
  const count = raw[0]?.cells.length ?? 0;
  const lines = Array.from({ length: count }, (_, row) =>
    csvLine(raw.map(({ cells }) => cells[row] ?? '')),
  );
  return csvLine(raw.map(({ title }) => title)) + lines.join('');
};

/** Results for a README. */
export const resultsMarkdown = (columns: readonly TableColumn[]): string =>
  markdownTable(
    columns.map(({ title, kind }) => ({ title, right: kind !== 'parameter' })),
    rowsOf(columns),
  );

const rowsOf = (columns: readonly TableColumn[]): readonly (readonly string[])[] => {
  const count = columns[0]?.cells.length ?? 0;
  return Array.from({ length: count }, (_, row) => columns.map(({ cells }) => cells[row] ?? ''));
};

const layout = ({ title, kind }: TableColumn): Column => {
  if (kind === 'index') return { title, align: 'right' };
  return kind === 'metric' ? { title, align: 'number' } : { title, shrinks: true };
};

/** Spaces before every line. */
const indent = 2;

/** Leaves out what tells only sweeps apart, the last first, as far as that makes room for the others. */
const withoutMinor = (
  columns: readonly TableColumn[],
  available: number,
): readonly TableColumn[] => {
  let excess = columns.reduce((sum, column) => sum + widthOf(column), indent) - available;
  return columns
    .toReversed()
    .filter((column) => {
      if (column.isMinor !== true || excess <= 0) return true;
      excess -= widthOf(column);
      return false;
    })
    .toReversed();
};

/** At least one metric is shown, however narrow the terminal is. */
const fitting = (all: readonly TableColumn[], available: number): readonly TableColumn[] => {
  const columns = withoutMinor(all, available);
  let room =
    available -
    columns
      .filter(({ kind }) => kind !== 'metric')
      .reduce((sum, column) => sum + widthOf(column), indent);
  let metrics = 0;
  return columns.filter((column) => {
    if (column.kind !== 'metric') return true;
    room -= widthOf(column);
    return ++metrics === 1 || room >= 0;
  });
};

/** Digits before the point may need a little more once they line up. */
const widthOf = ({ title, cells }: TableColumn): number => {
  const before = cells.map((cell) => /^[^.]*/.exec(cell)?.[0].length ?? 0);
  const after = cells.map((cell, i) => textWidth(cell) - (before[i] ?? 0));
  return Math.max(title.length, Math.max(0, ...before) + Math.max(0, ...after)) + 2;
};
