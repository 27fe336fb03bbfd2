import type { NumberFormat } from '../results/number-text.ts';

/** A curve to draw, with the letter that marks its end. */
export interface PlottedCurve {
  readonly letter: string;
  readonly points: readonly (number | undefined)[];
  readonly colour: (text: string) => string;
}

/** The frame of a plot. */
export interface PlotFrame {
  /** Characters, axis labels included. */
  readonly columns: number;
  /** Lines, the axis at the bottom not included. */
  readonly rows: number;
  /** What stands below the first and the last point. */
  readonly firstLabel: string;
  readonly lastLabel: string;
  readonly format: NumberFormat;
}

/**
 * Curves as dots of Braille characters, four by two in a character, between labelled axes. Every curve ends in its
 * letter, so that they can be told apart without colours. Empty when there is no finite point.
 */
export const braillePlot = (
  curves: readonly PlottedCurve[],
  frame: PlotFrame,
): readonly string[] => {
  const finite = curves.flatMap(({ points }) => points.filter(isFinitePoint));
  if (finite.length === 0) return [];
  const low = finite.reduce((a, b) => Math.min(a, b));
  const high = finite.reduce((a, b) => Math.max(a, b));
  const labels = axisLabels(low, high, frame);
  const labelWidth = Math.max(...labels.map((label) => label.length));
  const width = frame.columns - labelWidth - 3 - curves.length;
  const canvas = new Canvas(width, frame.rows);
  for (const { points, colour } of curves) drawCurve(canvas, points, { low, high }, colour);
  const ends = endRows(curves, { low, high }, frame.rows);
  const lines = labels.map((label, row) => {
    const letters = curves
      .filter((_, i) => ends[i] === row)
      .map(({ letter, colour }) => colour(letter));
    const tick = label === '' ? '│' : '┤';
    return `${label.padStart(labelWidth)} ${tick}${canvas.line(row)} ${letters.join('')}`.trimEnd();
  });
  const gap = ' '.repeat(Math.max(1, width - frame.firstLabel.length - frame.lastLabel.length));
  const indent = ' '.repeat(labelWidth + 1);
  return [
    ...lines,
    `${indent}└${'─'.repeat(width)}`,
    `${indent} ${frame.firstLabel}${gap}${frame.lastLabel}`,
  ];
};

interface Span {
  readonly low: number;
  readonly high: number;
}

const isFinitePoint = (point: number | undefined): point is number =>
  point !== undefined && Number.isFinite(point);

const axisLabels = (low: number, high: number, { rows, format }: PlotFrame): readonly string[] =>
  Array.from({ length: rows }, (_, row) => {
    if (row === 0) return format(high);
    if (row === rows - 1) return format(low);
    return row === Math.floor(rows / 2) ? format(high - ((high - low) * row) / (rows - 1)) : '';
  });

const heightOf = (value: number, { low, high }: Span): number =>
  high === low ? 0.5 : (value - low) / (high - low);

const endRows = (
  curves: readonly PlottedCurve[],
  span: Span,
  rows: number,
): readonly (number | undefined)[] =>
  curves.map(({ points }) => {
    const last = points.filter(isFinitePoint).at(-1);
    return last === undefined ? undefined : Math.round((1 - heightOf(last, span)) * (rows - 1));
  });

const drawCurve = (
  canvas: Canvas,
  points: readonly (number | undefined)[],
  span: Span,
  colour: (text: string) => string,
): void => {
  const x = (at: number): number =>
    points.length === 1 ? 0 : Math.round((at / (points.length - 1)) * (canvas.dotsWide - 1));
  const y = (value: number): number =>
    Math.round((1 - heightOf(value, span)) * (canvas.dotsHigh - 1));
  let before: { readonly x: number; readonly y: number } | undefined;
  for (const [at, value] of points.entries()) {
    const dot = isFinitePoint(value) ? { x: x(at), y: y(value) } : undefined;
    if (dot !== undefined) canvas.stroke(before ?? dot, dot, colour);
    before = dot;
  }
};

interface Dot {
  readonly x: number;
  readonly y: number;
}

/** Bits of the dots of a Braille character, by row and column. */
const dotBits = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;

/** Characters with dots in them. */
class Canvas {
  readonly dotsWide: number;
  readonly dotsHigh: number;
  readonly #cells: { bits: number; colour: (text: string) => string }[][];

  constructor(columns: number, rows: number) {
    this.dotsWide = columns * 2;
    this.dotsHigh = rows * 4;
    this.#cells = Array.from({ length: rows }, () =>
      Array.from({ length: columns }, () => ({ bits: 0, colour: (text: string) => text })),
    );
  }

  /** A straight line between two dots. */
  stroke(from: Dot, to: Dot, colour: (text: string) => string): void {
    const length = Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y), 1);
    for (let i = 0; i <= length; i++) {
      const x = Math.round(from.x + ((to.x - from.x) * i) / length);
      const y = Math.round(from.y + ((to.y - from.y) * i) / length);
      const cell = this.#cells[Math.floor(y / 4)]?.[Math.floor(x / 2)];
      const bit = dotBits[y % 4]?.[x % 2];
      if (cell === undefined || bit === undefined) continue;
      cell.bits |= bit;
      cell.colour = colour;
    }
  }

  line(row: number): string {
    return (this.#cells[row] ?? [])
      .map(({ bits, colour }) => (bits === 0 ? ' ' : colour(String.fromCharCode(0x2800 + bits))))
      .join('');
  }
}
