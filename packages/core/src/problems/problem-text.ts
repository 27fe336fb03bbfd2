import type { Position, Problem } from './problem.ts';

/**
 * Problems as a person reads them, one block each, ending without a newline. Those with a position show the line.
 *
 * @example
 * grid.hiden        no such parameter. Did you mean hidden?
 *                   the schema has: lr, hidden, seed
 * #3 … #5  lr       expected a number above 0, got -0.1   (grid.lr[1])
 */
export const problemText = (problems: readonly Problem[]): string => {
  const rows = problems.map((problem) => ({ problem, head: headOf(problem) }));
  const width = Math.min(
    24,
    Math.max(
      0,
      ...rows
        .filter(({ problem }) => problem.position === undefined)
        .map(({ head }) => head.length),
    ),
  );
  return rows.map(({ problem, head }) => blockOf(problem, head, width)).join('\n');
};

const headOf = ({ indexes, path }: Problem): string =>
  [indexes === undefined ? '' : indexesText(indexes), path]
    .filter((part) => part !== '')
    .join('  ');

const blockOf = (problem: Problem, head: string, width: number): string => {
  const { position, details = [] } = problem;
  const sentence = sentenceOf(problem);
  if (position !== undefined) {
    const place = `${position.file}:${position.line}:${position.column}`;
    const subject = head === '' || sentence.includes(problem.path) ? '' : `${head}: `;
    return [
      `${place}  ${subject}${sentence}`,
      ...excerptOf(position),
      ...details.map((line) => `    ${line}`),
    ].join('\n');
  }
  const indent = ' '.repeat(width === 0 ? 2 : width + 4);
  const further = details.map((line) => `${indent}${line}`);
  if (head === '') return [`  ${sentence}`, ...further].join('\n');
  if (head.length > width) return [`  ${head}`, `${indent}${sentence}`, ...further].join('\n');
  return [`  ${head.padEnd(width)}  ${sentence}`, ...further].join('\n');
};

const sentenceOf = ({ message, suggestion, origin }: Problem): string =>
  [
    suggestion === undefined ? message : `${message}. Did you mean ${suggestion}?`,
    ...(origin === undefined ? [] : [`  (${origin})`]),
  ].join(' ');

const excerptOf = ({ line, column, length, excerpt }: Position): string[] => {
  const first = line - excerpt.length + 1;
  const digits = String(line).length;
  const shown = excerpt.map(
    (text, offset) => `  ${String(first + offset).padStart(digits + 2)} | ${text}`,
  );
  return [...shown, `  ${' '.repeat(digits + 2)} | ${' '.repeat(column - 1)}${'^'.repeat(length)}`];
};

/**
 * Indexes as people write them: neighbours as a range.
 *
 * @example indexesText([3, 4, 5, 9]) // '#3 … #5, #9'
 */
export const indexesText = (indexes: readonly number[]): string => {
  const sorted = [...new Set(indexes)].sort((a, b) => a - b);
  const groups: [number, number][] = [];
  for (const index of sorted) {
    const last = groups.at(-1);
    if (last !== undefined && last[1] === index - 1) last[1] = index;
    else groups.push([index, index]);
  }
  const texts = groups.map(([first, last]) =>
    first === last
      ? `#${first}`
      : last === first + 1
        ? `#${first}, #${last}`
        : `#${first} … #${last}`,
  );
  return texts.length > 6
    ? `${texts.slice(0, 5).join(', ')} and ${sorted.length - groups.slice(0, 5).reduce((sum, [a, b]) => sum + b - a + 1, 0)} more`
    : texts.join(', ');
};
