/** Sets of indexes, as a Job's status writes them: `0-2,5,7,8`. */
export function parseIndexes(text: string | undefined, completions: number): Set<number> {
  const indexes = new Set<number>();
  for (const part of (text ?? '').split(',')) {
    const [, first, last] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? [];
    if (first === undefined) continue;
    const end = Math.min(Number(last ?? first), completions - 1);
    for (let index = Number(first); index <= end; index += 1) indexes.add(index);
  }
  return indexes;
}

/** Two neighbours are `1,2`, more are `1-3`. */
export function indexesText(indexes: Iterable<number>): string {
  const sorted = [...indexes].sort((a, b) => a - b);
  const parts: string[] = [];
  for (let from = 0; from < sorted.length; ) {
    let to = from;
    while (sorted[to + 1] === (sorted[to] ?? 0) + 1) to += 1;
    if (to === from) parts.push(`${sorted[from]}`);
    else parts.push(`${sorted[from]}${to === from + 1 ? ',' : '-'}${sorted[to]}`);
    from = to + 1;
  }
  return parts.join(',');
}
