import type { Cli } from '../cli.ts';
import type { Arranged } from '../results/arrange.ts';
import type { ResultGroup } from '../results/group-over.ts';
import { type ResultRow, titleOf } from '../results/result-row.ts';
import { type ResultSet, statesText } from '../results/result-set.ts';
import type { TableColumn } from '../results/results-table.ts';
import { cellText, oneLine } from './cell-text.ts';
import { coloursFor } from './colours.ts';
import { type CurveOf, mostCurves, plotText, sparklineText } from './curves-text.ts';
import { labelText } from './label-text.ts';
import { resultsText } from './results-text.ts';
import { countsText } from './state-text.ts';
import { sweepParts } from './sweep-header.ts';
import { wrapParts } from './wrap-parts.ts';

/** The first lines: which sweeps these are the results of. */
export const resultsHead = (cli: Cli, { sweeps }: ResultSet): string => {
  const colours = coloursFor(cli.stdout, cli.env);
  return sweeps
    .map(({ sweep, status }) => {
      const parts = [
        ...sweepParts(sweep.record, colours),
        countsText(status.counts, colours, ', '),
      ];
      return `${wrapParts(parts, ' · ', cli.stdout.columns)}\n`;
    })
    .join('');
};

/** The table, the curves below it, and what is not in it. */
export const resultsView = (
  cli: Cli,
  columns: readonly TableColumn[],
  arranged: Arranged<unknown>,
  curves: readonly CurveOf[],
  plot: string | undefined,
): string => {
  const { metric, guessed } = arranged;
  const [best] = curves;
  const drawn =
    plot !== undefined
      ? plotText(cli, plot, curves.slice(0, mostCurves))
      : metric === undefined || best === undefined
        ? ''
        : sparklineText(cli, metric, best);
  const order =
    guessed === undefined || columns[0]?.cells.length === 1
      ? ''
      : `  sorted by ${guessed.name}, the ${guessed.largestFirst ? 'largest' : 'smallest'} first\n`;
  return `${resultsText(cli, columns)}${drawn}${order}`;
};

/** What the table leaves out, and why. */
export const leftOutText = ({ without, rows }: ResultSet, grouped: boolean): string => {
  const unfinished = grouped ? rows.filter(({ run }) => run.status.state !== 'succeeded') : [];
  return [
    ...(without.length === 0 ? [] : [`  without results: ${statesText(without)}\n`]),
    ...(unfinished.length === 0
      ? []
      : [`  not counted: ${statesText(unfinished.map(({ run }) => run))}\n`]),
  ].join('');
};

/** A run as the label of a curve. */
export const curveOfRun = ({ run }: ResultRow): CurveOf => {
  const label = labelText(run.recorded.experiment.parameters, run.sweep.record.varying);
  return { label: oneLine(`#${run.recorded.index} ${label}`.trimEnd()), runs: [run] };
};

/** A group as the label of a curve. */
export const curveOfGroup = ({ parameters, rows }: ResultGroup): CurveOf => {
  const label = [...parameters].flatMap(([column, value]) =>
    value === undefined ? [] : [`${titleOf(column)}=${cellText(value)}`],
  );
  return {
    label: label.length === 0 ? 'all runs' : label.join(' '),
    runs: rows.map(({ run }) => run),
  };
};
