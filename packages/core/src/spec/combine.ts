type Lists = { readonly [key: string]: Iterable<unknown> };
type Elements<L extends Lists> = { [K in keyof L]: L[K] extends Iterable<infer T> ? T : never };

/**
 * Every combination of the given lists, one object each, the last key fastest. For loops in a spec function; the key
 * `grid` of `defineSpec` does the same with checks.
 *
 * @example for (const { lr, seed } of grid({ lr: [0.1, 0.2], seed: range(3) })) { … }  // 6 rounds
 */
export function* grid<const L extends Lists>(lists: L): Generator<Elements<L>> {
  const keys = Object.keys(lists);
  // Several passes are made over each list, which an iterator would not survive.
  const columns = keys.map((key) => [...(lists[key] ?? [])]);
  if (columns.some((column) => column.length === 0)) return;
  const position = columns.map(() => 0);
  for (;;) {
    yield Object.fromEntries(
      keys.map((key, k) => [key, columns[k]?.[position[k] ?? 0]]),
    ) as Elements<L>;
    let k = keys.length - 1;
    for (; k >= 0; k--) {
      position[k] = ((position[k] ?? 0) + 1) % (columns[k]?.length ?? 1);
      if (position[k] !== 0) break;
    }
    if (k < 0) return;
  }
}

/**
 * The given lists walked together, one object a step.
 *
 * @example for (const { width, depth } of zip({ width: [8, 16], depth: [4, 2] })) { … }  // 2 rounds
 * @throws RangeError when one list ends before another.
 */
export function* zip<const L extends Lists>(lists: L): Generator<Elements<L>> {
  const keys = Object.keys(lists);
  const iterators = keys.map((key) => (lists[key] ?? [])[Symbol.iterator]());
  if (keys.length === 0) return;
  for (let step = 0; ; step++) {
    const steps = iterators.map((iterator) => iterator.next());
    const ended = keys.filter((_, k) => steps[k]?.done);
    if (ended.length === keys.length) return;
    if (ended.length > 0) {
      throw new RangeError(`zip: ${ended.join(', ')} ended after ${step} values, the others go on`);
    }
    yield Object.fromEntries(keys.map((key, k) => [key, steps[k]?.value])) as Elements<L>;
  }
}
