import { stripVTControlCharacters } from 'node:util';

/** A column of a table. Numbers line up at their points, other things at one side. */
export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right' | 'number';
  /** Whether it may be cut when the table is too wide: before others, or when cutting them is not enough. */
  readonly shrinks?: boolean | 'first' | 'last';
  /** Whether the beginning of its cells is cut off, since the end tells them apart. */
  readonly keepsEnd?: boolean;
}

/** How a table is laid out. */
export interface TableLayout {
  /** Spaces before every line; default 2. */
  readonly indent?: number;
  /** Characters a line may have; default: any number. */
  readonly columns?: number;
}

/** A table as lines of text, without colours or with them; every line ends with a newline, none with spaces. */
export const tableText = (
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  { indent = 2, columns: available = Number.POSITIVE_INFINITY }: TableLayout = {},
): string => {
  const cells = columns.map((column, i) =>
    alignCells(
      column,
      rows.map((row) => row[i] ?? ''),
    ),
  );
  const titles = columns.some(({ title }) => title !== '');
  const widths = columns.map(({ title }, i) =>
    Math.max(textWidth(title), ...(cells[i] ?? []).map(textWidth)),
  );
  const gaps = 2 * (columns.length - 1);
  shrink(columns, widths, available - indent - gaps);
  const line = (texts: readonly string[]): string => {
    const padded = texts.map((text, i) => {
      const width = widths[i] ?? 0;
      const cut = columns[i]?.keepsEnd ? cutStart(text, width) : cutText(text, width);
      return pad(cut, width, columns[i]?.align ?? 'left');
    });
    return `${' '.repeat(indent)}${padded.join('  ')}`.trimEnd();
  };
  const lines = rows.map((_, row) => line(cells.map((column) => column[row] ?? '')));
  const head = titles ? [line(columns.map(({ title }) => title))] : [];
  return [...head, ...lines].map((text) => `${text}\n`).join('');
};

/** How many characters a text takes on a terminal, colours not counted. */
export const textWidth = (text: string): number =>
  isPlain.test(text) ? text.length : [...stripVTControlCharacters(text)].length;

/** Letters, digits and signs of ASCII alone, as nearly all cells: those need not be looked through. */
const isPlain = /^[\x20-\x7e]*$/;

/** A text of at most so many characters; what is cut off leaves an ellipsis. Cutting drops colours. */
export const cutText = (text: string, columns: number): string => {
  if (textWidth(text) <= columns) return text;
  return `${[...stripVTControlCharacters(text)].slice(0, Math.max(0, columns - 1)).join('')}…`;
};

const cutStart = (text: string, columns: number): string => {
  if (textWidth(text) <= columns) return text;
  return `…${[...stripVTControlCharacters(text)].slice(1 - columns).join('')}`;
};

const pad = (text: string, width: number, align: string): string => {
  const spaces = ' '.repeat(Math.max(0, width - textWidth(text)));
  return align === 'right' ? spaces + text : text + spaces;
};

const number = /^[+-]?\d+(\.\d+)?/;

/** Makes numbers of one column as wide before the point; texts among them (NaN, an empty cell) stay. */
const alignCells = ({ align }: Column, cells: readonly string[]): readonly string[] => {
  if (align !== 'number') return cells;
  const before = cells.map((cell) => {
    const plain = stripVTControlCharacters(cell);
    return number.test(plain) ? (/^[^.e]*/.exec(plain)?.[0].length ?? 0) : 0;
  });
  const widest = Math.max(0, ...before);
  return cells.map((cell, i) =>
    before[i] === 0 ? cell : ' '.repeat(widest - (before[i] ?? 0)) + cell,
  );
};

const narrowest = 8;

/** Takes up to so many characters from some columns, the widest first, so that none is cut while another has more. */
const takeFromWidest = (widths: number[], cut: readonly number[], excess: number): number => {
  let taken = 0;
  while (taken < excess) {
    const widest = cut.reduce(
      (a, b) => ((widths[b] ?? 0) > (widths[a] ?? 0) ? b : a),
      cut[0] ?? -1,
    );
    const width = widths[widest] ?? 0;
    if (width <= narrowest) return taken;
    widths[widest] = width - 1;
    taken++;
  }
  return taken;
};

const shrink = (columns: readonly Column[], widths: number[], available: number): void => {
  let excess = widths.reduce((sum, width) => sum + width, 0) - available;
  for (const turn of ['first', true, 'last']) {
    const cut = columns.flatMap((column, i) => (column.shrinks === turn ? [i] : []));
    excess -= takeFromWidest(widths, cut, excess);
  }
};
