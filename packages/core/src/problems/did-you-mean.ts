/**
 * The known name that a mistyped one most likely stands for; undefined when none is near. Case, `-` and `_` do not
 * count, so `batch-size` finds `batchSize`. Of equally near names the first wins.
 *
 * @example didYouMean('hiden', ['hidden', 'lr']) // 'hidden'
 */
export const didYouMean = (name: string, known: Iterable<string>): string | undefined => {
  const wanted = normalized(name);
  let nearest: string | undefined;
  let smallest = Number.POSITIVE_INFINITY;
  for (const candidate of known) {
    const offered = normalized(candidate);
    const distance = editDistance(wanted, offered);
    if (distance < smallest && distance <= allowedDistance(wanted, offered)) {
      nearest = candidate;
      smallest = distance;
    }
  }
  return nearest;
};

const normalized = (name: string): string => name.toLowerCase().replace(/[-_]/g, '');

/** One edit in two to four letters, two up to seven, three beyond: more is another word. */
const allowedDistance = (a: string, b: string): number =>
  Math.min(3, Math.floor((Math.max(a.length, b.length) + 1) / 3));

/** Insertions, deletions, replacements and swaps of neighbours (Damerau-Levenshtein, each letter edited at most once). */
const editDistance = (a: string, b: string): number => {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = at(previous, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
          ? at(beforePrevious, j - 2) + 1
          : Number.POSITIVE_INFINITY;
      current.push(Math.min(at(previous, j) + 1, at(current, j - 1) + 1, replaced, swapped));
    }
    beforePrevious = previous;
    previous = current;
  }
  return at(previous, b.length);
};

const at = (row: readonly number[], column: number): number => row[column] ?? 0;
