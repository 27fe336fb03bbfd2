import { argumentText, type Value } from '@mrunner/core';
import { cellText } from './cell-text.ts';

const mostListed = 6;

/**
 * The values a parameter takes, as few words as tell them: `0.01, 0.1`, `0 … 99`.
 *
 * @param isAll whether these are all of them
 */
export const valuesText = (values: readonly Value[], isAll: boolean): string => {
  const first = values[0];
  const last = values.at(-1);
  if (isAll && values.length > 2 && areConsecutive(values)) {
    return `${argumentText(first ?? null)} … ${argumentText(last ?? null)}`;
  }
  if (isAll && values.length <= mostListed) return values.map(cellText).join(', ');
  const shown = values.slice(0, mostListed - 2).map(cellText);
  const ending = isAll ? `… ${cellText(last)}   (${values.length} values)` : '…';
  return `${shown.join(', ')}, ${ending}`;
};

const areConsecutive = (values: readonly Value[]): boolean =>
  values.every((value, i) => {
    const before = values[i - 1];
    return typeof value === 'number' && (i === 0 || value - Number(before) === 1);
  });
