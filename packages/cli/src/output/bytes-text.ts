const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/**
 * Bytes as people read them.
 *
 * @example bytesText(1_234_567) // '1.2 MiB'
 */
export const bytesText = (bytes: number): string => {
  let amount = bytes;
  let unit = 0;
  // What rounds to 1024 is one of the next unit.
  while (amount >= 1023.5 && unit < units.length - 1) {
    amount /= 1024;
    unit++;
  }
  return `${unit > 0 && amount < 9.95 ? amount.toFixed(1) : Math.round(amount)} ${units[unit]}`;
};
