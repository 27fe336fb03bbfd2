/** A size as people read it: `312 B`, `3.1 MB`. */
export const bytesText = (bytes: number): string => {
  if (bytes < 1000) return `${bytes} B`;
  let value = bytes;
  let unit = 'B';
  for (const larger of ['kB', 'MB', 'GB', 'TB']) {
    if (value < 999.5) break;
    value /= 1000;
    unit = larger;
  }
  return `${value >= 99.95 ? Math.round(value) : value.toFixed(1)} ${unit}`;
};
