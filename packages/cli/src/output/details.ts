import { textWidth } from './table.ts';

/** A label, and what is to be said below it: one line or several. */
export type Detail = readonly [label: string, ...lines: readonly string[]];

/** Labels in one column, what they label beside them. Details without lines are left out. */
export const detailsText = (details: readonly Detail[]): string => {
  const shown = details.filter(([, ...lines]) => lines.length > 0);
  const width = Math.max(0, ...shown.map(([label]) => textWidth(label)));
  return shown
    .flatMap(([label, ...lines]) =>
      lines.map((line, i) => `  ${(i === 0 ? label : '').padEnd(width)}  ${line}`.trimEnd()),
    )
    .map((line) => `${line}\n`)
    .join('');
};
