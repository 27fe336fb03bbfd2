/** Prints a row of the table of all benchmarks: what was measured, what came out, and what it is to be or is compared to. */
export const row = (what: string, measured: string, target = ''): void =>
  console.log(`| ${what} | ${measured} | ${target} |`);
