/** A metric of one run by step. */
export type Series = readonly { readonly step: number; readonly value: number }[];

/** A curve of so many points at even distances; where nothing was logged near a point, there is none. */
export interface Curve {
  readonly points: readonly (number | undefined)[];
  readonly firstStep: number;
  readonly lastStep: number;
}

/**
 * The mean of several runs' series at `width` points between the first and the last step of all of them. Each point is
 * the mean over the runs of what they logged near it, gaps bridged; a run that ended early takes no part in what follows.
 */
export const meanCurve = (runs: readonly Series[], width: number): Curve | undefined => {
  const steps = runs.flatMap((series) => series.map(({ step }) => step));
  if (steps.length === 0) return undefined;
  const firstStep = steps.reduce((a, b) => Math.min(a, b));
  const lastStep = steps.reduce((a, b) => Math.max(a, b));
  const columns = Math.max(1, Math.min(width, new Set(steps).size));
  const columnOf = (step: number): number =>
    lastStep === firstStep
      ? 0
      : Math.round(((step - firstStep) / (lastStep - firstStep)) * (columns - 1));
  const lines = runs.map((series) => bridged(columnMeans(series, columns, columnOf)));
  const points = Array.from({ length: columns }, (_, column) =>
    mean(lines.flatMap((line) => line[column] ?? [])),
  );
  return { points, firstStep, lastStep };
};

type Points = (number | undefined)[];

const columnMeans = (
  series: Series,
  columns: number,
  columnOf: (step: number) => number,
): Points => {
  const cells: number[][] = Array.from({ length: columns }, () => []);
  for (const { step, value } of series) cells[columnOf(step)]?.push(value);
  return cells.map(mean);
};

/** Fills what lies between two known points on the straight line between them. */
const bridged = (points: Points): Points => {
  const filled = [...points];
  let before = -1;
  for (const [at, value] of points.entries()) {
    if (value === undefined) continue;
    const start = points[before];
    for (let gap = before + 1; start !== undefined && gap < at; gap++) {
      filled[gap] = start + ((value - start) * (gap - before)) / (at - before);
    }
    before = at;
  }
  return filled;
};

const mean = (numbers: readonly number[]): number | undefined =>
  numbers.length === 0 ? undefined : numbers.reduce((a, b) => a + b, 0) / numbers.length;
