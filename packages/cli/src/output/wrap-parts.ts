import { textWidth } from './table.ts';

/**
 * Parts of one line, joined; a part that does not fit begins a further, indented line. Colours do not count.
 *
 * @example wrapParts(['a', 'b'], ' · ', 80) // 'a · b'
 */
export const wrapParts = (parts: readonly string[], separator: string, columns: number): string => {
  const lines: string[] = [];
  for (const part of parts) {
    const line = lines.at(-1);
    const longer = `${line}${separator}${part}`;
    if (line === undefined) lines.push(part);
    else if (textWidth(longer) <= columns) lines[lines.length - 1] = longer;
    else lines.push(`  ${part}`);
  }
  return lines.join('\n');
};
