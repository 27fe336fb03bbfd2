/**
 * Indexes in the words of a command line, neighbours as a range.
 *
 * @example indexRanges([3, 7, 12, 13, 14]) // ['3', '7', '12-14']
 */
export const indexRanges = (indexes: readonly number[]): readonly string[] => {
  const ranges: [first: number, last: number][] = [];
  for (const index of [...new Set(indexes)].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === index - 1) last[1] = index;
    else ranges.push([index, index]);
  }
  return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`));
};

/**
 * Indexes for people, as many ranges as fit into so many characters: `#3 #7 #12-40 …`.
 */
export const rangesText = (indexes: readonly number[], columns: number): string => {
  const ranges = indexRanges(indexes).map((range) => `#${range}`);
  let text = ranges[0] ?? '';
  for (const range of ranges.slice(1)) {
    if (text.length + range.length + 3 > columns) return `${text} …`;
    text += ` ${range}`;
  }
  return text;
};
