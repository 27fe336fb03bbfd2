/** What several runs together say of one metric. */
export interface Statistics {
  /** How many runs have it. */
  readonly n: number;
  readonly mean: number;
  /** Of a sample (n - 1); absent for a single run. */
  readonly deviation?: number;
  readonly min: number;
  readonly max: number;
}

/** Statistics of at least one number. What is not finite shows in them. */
export const statisticsOf = (numbers: readonly number[]): Statistics => {
  const n = numbers.length;
  if (n === 0) throw new Error('Internal error: statistics of nothing');
  const min = Math.min(...numbers);
  const max = Math.max(...numbers);
  // Equal numbers have no deviation (infinite ones have no known one); the rounding of their sum would look like one.
  const mean = min === max ? min : sum(numbers) / n;
  const squares = numbers.map((number) => (number - mean) ** 2);
  return {
    n,
    mean,
    ...(n > 1 && { deviation: min === max ? 0 * mean : Math.sqrt(sum(squares) / (n - 1)) }),
    min,
    max,
  };
};

const sum = (numbers: readonly number[]): number =>
  numbers.reduce((total, number) => total + number, 0);
