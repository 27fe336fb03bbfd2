/** How many runs at a time each array gets: together no more than wished, unless there are more arrays than that, by what each has to do. */
export function shareParallel(parallel: number, loads: readonly number[]): readonly number[] {
  const total = loads.reduce((sum, load) => sum + load, 0);
  if (total === 0) return loads.map(() => Math.max(1, parallel));
  const exact = loads.map((load) => (parallel * load) / total);
  const shares = exact.map((share) => Math.max(1, Math.floor(share)));
  const byNeed = exact
    .map((share, at) => ({ at, rest: share - Math.floor(share) }))
    .sort((a, b) => b.rest - a.rest);
  let left = parallel - shares.reduce((sum, share) => sum + share, 0);
  for (const { at } of byNeed) {
    if (left <= 0) break;
    shares[at] = (shares[at] ?? 0) + 1;
    left--;
  }
  while (left < 0) {
    // Those that were lifted to one took it from the others.
    const largest = shares.indexOf(Math.max(...shares));
    if ((shares[largest] ?? 1) <= 1) break;
    shares[largest] = (shares[largest] ?? 1) - 1;
    left++;
  }
  return shares;
}
