/** A line of a difference between two texts. */
export interface DiffLine {
  readonly sign: '-' | '+';
  readonly text: string;
}

/** Lines beyond this number between the first and the last difference are not compared one by one. */
const mostLines = 2_000;

/**
 * The lines that differ, those that go before those that come. For small files: it takes time by the square of what is
 * between the first and the last difference.
 *
 * @example lineDiff('a\nb\n', 'a\nc\n') // [{sign: '-', text: 'b'}, {sign: '+', text: 'c'}]
 */
export const lineDiff = (before: string, after: string): readonly DiffLine[] => {
  const [old, now] = [linesOf(before), linesOf(after)];
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start++;
  let end = 0;
  const shorter = Math.min(old.length, now.length) - start;
  while (end < shorter && old.at(-1 - end) === now.at(-1 - end)) end++;
  return changes(old.slice(start, old.length - end), now.slice(start, now.length - end));
};

const linesOf = (text: string): readonly string[] => {
  const lines = text.split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
};

const changes = (old: readonly string[], now: readonly string[]): readonly DiffLine[] => {
  const gone = (text: string): DiffLine => ({ sign: '-', text });
  const come = (text: string): DiffLine => ({ sign: '+', text });
  if (old.length > mostLines || now.length > mostLines) return [...old.map(gone), ...now.map(come)];
  const common = commonLengths(old, now);
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    const [below = 0, beside = 0] = [common[i + 1]?.[j], common[i]?.[j + 1]];
    if (i < old.length && j < now.length && old[i] === now[j]) [i, j] = [i + 1, j + 1];
    else if (i < old.length && (j === now.length || below >= beside))
      lines.push(gone(old[i++] ?? ''));
    else lines.push(come(now[j++] ?? ''));
  }
  return lines;
};

/** How many lines the rests behind i and j have in common. */
const commonLengths = (old: readonly string[], now: readonly string[]): readonly number[][] => {
  const table = Array.from({ length: old.length + 1 }, () =>
    new Array<number>(now.length + 1).fill(0),
  );
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = now.length - 1; j >= 0; j--) {
      const row = table[i];
      if (row === undefined) continue;
      row[j] =
        old[i] === now[j]
          ? (table[i + 1]?.[j + 1] ?? 0) + 1
          : Math.max(table[i + 1]?.[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return table;
};
