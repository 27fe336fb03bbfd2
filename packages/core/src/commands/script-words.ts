import type { Problem } from '../problems/problem.ts';

/** What keeps words from being started as a program: no word at all, an empty first one, NUL, broken Unicode. */
export const checkScriptWords = (words: readonly string[], path: string): Problem[] => {
  const problems: Problem[] = [];
  if (words.length === 0) {
    problems.push(
      scriptProblem(path, 'expected a program to start, got an empty script', [example]),
    );
  } else if (words[0] === '') {
    problems.push(
      scriptProblem(path, 'expected the program as the first word, got an empty word', [example]),
    );
  }
  for (const word of words) {
    if (word.includes('\0')) {
      problems.push(
        scriptProblem(
          path,
          `expected text without NUL, which no argument can hold, got ${JSON.stringify(word)}`,
        ),
      );
    }
    if (!word.isWellFormed()) {
      problems.push(
        scriptProblem(
          path,
          `expected valid Unicode, got half a character (a lone surrogate) in ${JSON.stringify(word)}`,
        ),
      );
    }
  }
  return problems;
};

/** A problem of a script's text. */
export const scriptProblem = (
  path: string,
  message: string,
  details: readonly string[] = [],
): Problem => ({
  kind: 'script',
  path,
  message,
  ...(details.length > 0 && { details }),
});

const example = "For example: script: 'python train.py'";
