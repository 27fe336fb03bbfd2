import { readMetrics } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { type Curve, meanCurve, type Series } from '../results/curves.ts';
import { numberFormat } from '../results/number-text.ts';
import type { SeenRun } from '../select/seen-run.ts';
import { braillePlot } from './braille-plot.ts';
import { coloursFor } from './colours.ts';
import { sparkline } from './sparkline.ts';

/** Runs whose mean curve is shown, with what they have in common. */
export interface CurveOf {
  readonly label: string;
  readonly runs: readonly SeenRun[];
}

const sparklineWidth = 32;

/** A metric's way in one line: `accuracy ▁▃▅▆▇▇███  0.41 → 0.99  lr=0.1`. Empty when it was not logged more than once. */
export const sparklineText = (cli: Cli, metric: string, { label, runs }: CurveOf): string => {
  const curve = curveOf(cli, metric, runs, sparklineWidth);
  if (curve === undefined || curve.points.length < 2) return '';
  const known = curve.points.filter((point) => point !== undefined);
  const [first = Number.NaN] = known;
  const last = known.at(-1) ?? Number.NaN;
  const format = numberFormat([first, last]);
  return `  ${metric} ${sparkline(curve.points)}  ${format(first)} → ${format(last)}  ${label}\n`;
};

const widest = 80;
const rows = 16;
const letters = 'abcdef';

/** How many curves one plot has at most. */
export const mostCurves = 4;

/** Curves of a metric drawn over its steps, and below them which is which. Empty when nothing finite was logged. */
export const plotText = (cli: Cli, metric: string, groups: readonly CurveOf[]): string => {
  const { bold, cyan, yellow, green, red } = coloursFor(cli.stdout, cli.env);
  const colours = [cyan, yellow, green, red];
  const width = Math.min(widest, cli.stdout.columns);
  const curves = groups.slice(0, mostCurves).flatMap((group, i) => {
    const curve = curveOf(cli, metric, group.runs, width * 2);
    const colour = colours[i] ?? bold;
    return curve === undefined ? [] : [{ group, curve, letter: letters[i] ?? '', colour }];
  });
  const steps = curves.flatMap(({ curve }) => [curve.firstStep, curve.lastStep]);
  const firstStep = Math.min(...steps);
  const lastStep = Math.max(...steps);
  const values = curves.flatMap(({ curve }) => curve.points.flatMap((point) => point ?? []));
  const format = numberFormat(values);
  const plot = braillePlot(
    curves.map(({ curve, letter, colour }) => ({
      points: stretched(curve, firstStep, lastStep),
      letter,
      colour,
    })),
    { columns: width, rows, firstLabel: `step ${firstStep}`, lastLabel: String(lastStep), format },
  );
  if (plot.length === 0) return '';
  const legend = curves.map(
    ({ group, letter, colour }) => `  ${colour(letter)}  ${group.label}${countText(group)}`,
  );
  return [bold(metric), ...plot, ...legend].map((line) => `${line}\n`).join('');
};

const countText = ({ runs }: CurveOf): string =>
  runs.length > 1 ? `  (mean of ${runs.length})` : '';

const curveOf = (
  cli: Cli,
  metric: string,
  runs: readonly SeenRun[],
  width: number,
): Curve | undefined => {
  const series: Series[] = runs.map(({ directory }) =>
    readMetrics(cli.host, directory).series(metric),
  );
  return meanCurve(series, width);
};

/** A curve over the steps of all: what began later or ended earlier leaves room. */
const stretched = (
  { points, firstStep, lastStep }: Curve,
  from: number,
  to: number,
): readonly (number | undefined)[] => {
  if ((firstStep === from && lastStep === to) || lastStep === firstStep) return points;
  const perPoint = (lastStep - firstStep) / (points.length - 1);
  const before = Math.round((firstStep - from) / perPoint);
  const after = Math.round((to - lastStep) / perPoint);
  const none = (count: number) => Array.from({ length: count }, () => undefined);
  return [...none(before), ...points, ...none(after)];
};
