import { fail, ok, type Problem, type Result, reasonKinds, runStates } from '@mrunner/core';
import jsep, { type Expression } from 'jsep';
import { type Comparison, type Condition, type Operator, operators } from './condition.ts';
import { writtenNumber } from './written-number.ts';

/**
 * Reads the text of `--where`. On the left of a comparison stands a name, on the right a value; what is more than a
 * word or a number needs quotes.
 *
 * @example parseWhere("lr>0.01 and state=failed")
 * @example parseWhere("not (name~'^mlp' or p.hidden=16)")
 */
export const parseWhere = (text: string, help: WhereHelp = helpForRuns): Result<Condition> => {
  prepareParser();
  try {
    return ok(conditionOf(jsep(text), text));
  } catch (error) {
    if (error instanceof Misread) return fail(whereProblem(text, error.message, error.index, help));
    if (isParseError(error))
      return fail(whereProblem(text, clauseOf(error.description), error.index, help));
    throw error;
  }
};

/** A problem of a `--where` text, with the place marked. `index` counts characters from 0. */
export const whereProblem = (
  text: string,
  message: string,
  index: number,
  { example, fields }: WhereHelp,
  suggestion?: string,
): Problem => ({
  kind: 'syntax',
  path: '--where',
  message,
  ...(suggestion !== undefined && { suggestion }),
  details: [
    text,
    `${' '.repeat(Math.max(0, Math.min(index, text.length)))}^`,
    ...(fields === undefined ? [] : [`there are: ${fields.join(', ')}`]),
    `write for example: --where ${example}`,
  ],
});

/** What a `--where` that can't be read should have been. */
export interface WhereHelp {
  /** As it is typed in a shell. */
  readonly example: string;
  /** All names there are, where they are few. */
  readonly fields?: readonly string[];
  /** All values that a name can have, where they are few. */
  readonly values?: { readonly [name: string]: readonly string[] };
}

/** Help for conditions on runs. */
export const helpForRuns: WhereHelp = {
  example: `'lr>0.01 and state=failed'   (quotes around text: name='my run')`,
  values: { state: runStates, reason: reasonKinds },
};

/** Tightest last, as in SQL and Python. */
const priorities: readonly (readonly [priority: number, names: readonly string[]])[] = [
  [1, ['or', 'OR']],
  [2, ['and', 'AND']],
  [6, operators],
];

/** jsep reads JavaScript until it is told otherwise, once for the whole process. */
const prepareParser = (): void => {
  jsep.removeAllBinaryOps();
  jsep.removeAllUnaryOps();
  jsep.removeAllLiterals();
  for (const [priority, names] of priorities) {
    for (const name of names) jsep.addBinaryOp(name, priority);
  }
  for (const name of ['not', 'NOT', '-', '+']) jsep.addUnaryOp(name);
};

/** Something that the parser takes and a condition does not. */
class Misread extends Error {
  readonly index: number;

  constructor(message: string, index: number) {
    super(message);
    this.index = index;
  }
}

const isParseError = (error: unknown): error is { description: string; index: number } =>
  error instanceof Error && 'description' in error && 'index' in error;

const clauseOf = (description: string): string =>
  description.charAt(0).toLowerCase() + description.slice(1);

const conditionOf = (node: Expression, text: string): Condition => {
  if (node.type === 'UnaryExpression' && isNot(node)) {
    return { type: 'not', condition: conditionOf(node.argument as Expression, text) };
  }
  if (node.type !== 'BinaryExpression') {
    const end = node.type === 'Compound' ? endOfFirst(node, text) : 0;
    throw new Misread('expected comparisons such as state=failed, with and, or, not between', end);
  }
  const left = node.left as Expression;
  const right = node.right as Expression;
  const type = String(node.operator).toLowerCase();
  if (type === 'and' || type === 'or') {
    return { type, left: conditionOf(left, text), right: conditionOf(right, text) };
  }
  // The parser ties `not` to the name alone; people mean the comparison.
  if (left.type === 'UnaryExpression' && isNot(left)) {
    const comparison = { ...node, left: left.argument } as Expression;
    return { type: 'not', condition: conditionOf(comparison, text) };
  }
  return comparisonOf(node.operator as Operator, left, right, text);
};

const comparisonOf = (
  operator: Operator,
  left: Expression,
  right: Expression,
  text: string,
): Comparison => {
  const name = wordOf(left);
  if (name === undefined || /^[-+\d]/.test(name)) {
    throw new Misread(
      `expected a name on the left of ${operator}`,
      Math.max(0, text.indexOf(operator)),
    );
  }
  const value = wordOf(right);
  if (value === undefined) {
    throw new Misread(
      `expected a value on the right of ${operator}`,
      text.indexOf(operator) + operator.length,
    );
  }
  if (operator === '~' || operator === '!~') checkPattern(value, text);
  return { type: 'comparison', name, operator, value };
};

const checkPattern = (pattern: string, text: string): void => {
  try {
    // `+5` is a number and no pattern.
    if (writtenNumber(pattern) === undefined) new RegExp(pattern);
  } catch {
    throw new Misread(
      `expected text or a regular expression, got ${pattern}`,
      text.indexOf(pattern),
    );
  }
};

/** A word, number or quoted text as it was typed: values keep their digits, names may have dots. */
const wordOf = (node: Expression): string | undefined => {
  switch (node.type) {
    case 'Identifier':
      return node.name as string;
    case 'Literal':
      return unquoted(node.raw as string);
    case 'MemberExpression': {
      const object = wordOf(node.object as Expression);
      const property = wordOf(node.property as Expression);
      return object === undefined || property === undefined ? undefined : `${object}.${property}`;
    }
    case 'UnaryExpression': {
      const word = isNot(node) ? undefined : wordOf(node.argument as Expression);
      return word === undefined ? undefined : `${String(node.operator)}${word}`;
    }
    default:
      return undefined;
  }
};

const isNot = (node: Expression): boolean => String(node.operator).toLowerCase() === 'not';

// A backslash stays one, for regular expressions; only a quote needs it.
const unquoted = (raw: string): string =>
  /^["']/.test(raw) ? raw.slice(1, -1).replace(/\\(["'])/g, '$1') : raw;

/** Where the second of several expressions without a word between them begins. */
const endOfFirst = (node: Expression, text: string): number => {
  const [, second] = (node.body as Expression[] | undefined) ?? [];
  const word = second === undefined ? undefined : firstWordOf(second);
  return word === undefined ? 0 : Math.max(0, text.lastIndexOf(word));
};

const firstWordOf = (node: Expression): string | undefined =>
  node.type === 'BinaryExpression' ? firstWordOf(node.left as Expression) : wordOf(node);
