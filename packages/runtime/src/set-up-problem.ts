/** Something wrong with how the script was started, or with its parameters. Core's problems have this shape too. */
export interface SetUpProblem {
  /** The parameter, flag or variable it is about; empty: the whole. */
  readonly path: string;
  /** What was expected and what was got. */
  readonly message: string;
  /** The nearest name that exists. */
  readonly suggestion?: string;
  /** Further lines. */
  readonly details?: readonly string[];
}

/**
 * The script was started in a way that gives it no usable parameters or directory. The message is the whole text for the
 * person who started it, with the line to type instead. `standardMrunnerMain` prints it and exits with code 2.
 */
export class SetUpError extends Error {
  override readonly name = 'SetUpError';
}

/** A title, the problems as a table, and closing lines such as what to type. */
export const problemsText = (
  title: string,
  problems: readonly SetUpProblem[],
  closing: readonly string[] = [],
): string => {
  const width = Math.max(0, ...problems.map(({ path }) => path.length));
  const rows = problems.flatMap(({ path, message, suggestion, details = [] }) => {
    const hint = suggestion === undefined ? '' : ` Did you mean ${suggestion}?`;
    const [first = '', ...others] = `${message}${hint}`.split('\n').concat(details);
    const indent = width === 0 ? '  ' : `  ${' '.repeat(width)}   `;
    return [
      width === 0 ? `  ${first}` : `  ${path.padEnd(width)}   ${first}`,
      ...others.map((line) => `${indent}${line}`),
    ];
  });
  return [title, '', ...rows, ...(closing.length > 0 ? ['', ...closing] : [])].join('\n');
};

/** `1 problem`, `3 problems`. */
export const problemCount = (problems: readonly SetUpProblem[]): string =>
  problems.length === 1 ? '1 problem' : `${problems.length} problems`;
