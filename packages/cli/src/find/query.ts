import { fail, ok, type Problem, type Result } from '@mrunner/core';
import { type Condition, namesIn, type Operator } from '../where/condition.ts';
import { parseWhere, type WhereHelp } from '../where/parse-where.ts';
import { sweepFields } from '../where/sweep-fields.ts';
import { writtenNumber } from '../where/written-number.ts';
import { parseMoment } from './moment.ts';

/** What somebody looks for among all sweeps. All of it must fit. */
export interface Query {
  /** Texts that occur in what is known of a sweep, in lower case. */
  readonly texts: readonly string[];
  readonly tags: readonly string[];
  /** Milliseconds since the epoch. */
  readonly since?: number;
  readonly condition?: Condition;
  /** The names in the condition that only runs have: for these, runs are looked through. */
  readonly runNames: readonly string[];
}

/** Stands in a condition for every result and metric of a run. */
export const anyResult = '*';

/** Fields of sweeps that each run has for itself: in a condition on runs the run's own count. */
export const fieldsOfBoth: ReadonlySet<string> = new Set(['tag', 'note', 'pinned']);

/** How a condition on sweeps is to be written. */
export const sweepWhereHelp: WhereHelp = {
  example: "'failed>0 and project=birds'   or 'accuracy~0.973'",
  fields: Object.keys(sweepFields),
};

/**
 * Reads what was typed after `mrun list`: `accuracy~0.973` and the like are conditions, a decimal number is one on any
 * result, other words are texts.
 */
export const readQuery = (
  {
    words,
    where,
    tags,
    since,
  }: {
    readonly words: readonly string[];
    readonly where: string | undefined;
    readonly tags: readonly string[];
    readonly since: string | undefined;
  },
  now: number,
): Result<Query> => {
  const problems: Problem[] = [];
  const conditions: Condition[] = [];
  const texts: string[] = [];
  const take = (read: Result<Condition>): void => {
    if (read.ok) conditions.push(read.value);
    else problems.push(...read.problems);
  };
  if (where !== undefined) take(parseWhere(where, sweepWhereHelp));
  for (const word of words) {
    const condition = conditionIn(word);
    if (condition !== undefined) take(condition);
    else if (word.trim() !== '') texts.push(word.trim().toLowerCase());
  }
  const moment = since === undefined ? ok(undefined) : parseMoment(since, '--since', now);
  if (!moment.ok) problems.push(...moment.problems);
  if (!moment.ok || problems.length > 0) return { ok: false, problems };
  const [first, ...others] = conditions;
  const condition = others.reduce<Condition | undefined>(
    (left, right) => left && { type: 'and', left, right },
    first,
  );
  const names = condition === undefined ? [] : namesIn(condition);
  return ok({
    texts,
    tags,
    ...(moment.value !== undefined && { since: moment.value }),
    ...(condition !== undefined && { condition }),
    runNames: names.filter((name) => !Object.hasOwn(sweepFields, name)),
  });
};

/** A metric may have any name (`val/loss`), so a single comparison is read here and not as an expression. */
const comparison = /^([^\s=<>!~"'()]+)\s*(==|!=|<=|>=|!~|[=<>~])\s*([^=<>!~]+)$/;

const conditionIn = (word: string): Result<Condition> | undefined => {
  if (/^[-+]?\d*\.\d+(?:e[-+]?\d+)?%?$/i.test(word)) {
    return ok({ type: 'comparison', name: anyResult, operator: '~', value: word });
  }
  if (/\s(and|or)\s/i.test(word))
    return /[=<>~]/.test(word) ? parseWhere(word, sweepWhereHelp) : undefined;
  const [, name, operator, value] = comparison.exec(word) ?? [];
  if (name === undefined || operator === undefined || value === undefined) return undefined;
  const text = value.trim().replace(/^(["'])(.*)\1$/, '$2');
  if (/~/.test(operator) && writtenNumber(text) === undefined && !isPattern(text)) {
    return fail({
      kind: 'syntax',
      path: word,
      message: `expected text or a regular expression after ~, got ${text}`,
    });
  }
  return ok({ type: 'comparison', name, operator: operator as Operator, value: text });
};

const isPattern = (text: string): boolean => {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
};
