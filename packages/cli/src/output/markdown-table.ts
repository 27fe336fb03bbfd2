/** A column of a Markdown table. */
export interface MarkdownColumn {
  readonly title: string;
  readonly right?: boolean;
}

/** A table as GitHub's Markdown has it. */
export const markdownTable = (
  columns: readonly MarkdownColumn[],
  rows: readonly (readonly string[])[],
): string =>
  [columns.map(({ title }) => title), columns.map(({ right }) => (right ? '---:' : '---')), ...rows]
    .map((cells) => `| ${cells.map(escapeCell).join(' | ')} |\n`)
    .join('');

const escapeCell = (cell: string): string =>
  cell
    .replaceAll('\\', '\\\\')
    .replaceAll('|', '\\|')
    .replace(/\r?\n|\r/g, '<br>');
