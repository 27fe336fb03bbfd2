/** Numbers that look like chance and follow from a seed. */
export interface Random {
  /** In [0, 1). */
  readonly next: () => number;
  /** A whole number from `low` to `high`, both included. */
  readonly whole: (low: number, high: number) => number;
  readonly pick: <Value>(values: readonly [Value, ...Value[]]) => Value;
}

/** The generator mulberry32. */
export function randomFrom(seed: number): Random {
  let state = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const whole: Random['whole'] = (low, high) => low + Math.floor(next() * (high - low + 1));
  return { next, whole, pick: (values) => values[whole(0, values.length - 1)] ?? values[0] };
}
