import { fail, type Problem, type Result } from '../problems/problem.ts';
import { gotText } from '../problems/wrong-value.ts';
import { type Given, problemAt } from './given.ts';

/** How the value of a context's key is read, printed and, where it holds paths, made absolute. */
export interface KeyKind<T> {
  /** What its values look like, for messages and for the docs. */
  readonly expected: string;
  parse(given: Given): Result<T>;
  text(value: T): string;
  /** What `key:` with nothing behind it means; absent: it takes back what `defaults` said. */
  readonly empty?: T;
  readonly paths?: PathRule<T>;
}

/** `here` is this machine; `there` is where the runs are, and paths stay as written when that is another machine. */
export interface PathRule<T> {
  readonly place: 'here' | 'there';
  resolve(value: T, absolute: (path: string) => string): T;
}

/** The failure that something else was expected. */
export const refuse = (
  given: Given,
  expected: string,
  more: Partial<Problem> = {},
): Result<never> => {
  const message = `expected ${expected}, got ${gotText(given.value)}`;
  return fail(problemAt(given, { kind: 'value', message, ...more }));
};

/** The result of a parser that knows paths only, with the position in the file. */
export const positioned = <T>(given: Given, result: Result<T>): Result<T> =>
  result.ok ? result : fail(...result.problems.map((problem) => problemAt(given, problem)));
