import { didYouMean } from '../problems/did-you-mean.ts';
import type { Problem } from '../problems/problem.ts';
import { gotText } from '../problems/wrong-value.ts';
import { issuePathText, type SchemaIssue } from '../schema/standard-schema.ts';
import type { Parameters } from '../values/value.ts';
import { sameValue } from '../values/value-kind.ts';

/** What to do about output that neptune.yaml can not hold. */
export const outputDetails = [
  'The plan holds what the schema gives, and the script must be able to read it back.',
  'Do the conversion in the training script, or let the schema give text or numbers.',
];

/** The problem of a parameter that the schema does not name. */
export const unknownParameter = (
  key: string,
  keys: readonly string[],
  origin: string | undefined,
): Problem => {
  const suggestion = didYouMean(key, keys);
  return {
    kind: 'unknown-key',
    path: origin?.replace(/\[\d+\]$/, '') ?? key,
    message: 'no such parameter',
    ...(suggestion !== undefined && { suggestion }),
    details: [`the schema has: ${keys.join(', ') || 'no parameter'}`],
  };
};

const coerceBigint =
  'Integers of a spec have one kind, small or big: write z.coerce.bigint() instead of z.bigint().';

/** What a schema refuses of its own output. */
export const refusedOutput = (output: unknown, issues: readonly SchemaIssue[]): Problem[] =>
  issues.map((issue) => {
    const value = lookUp(output, issue);
    return {
      kind: 'value',
      path: issuePathText(issue),
      message: `expected a schema that accepts its own output, got ${issue.message} for ${gotText(value)}`,
      details: typeof value === 'bigint' ? [coerceBigint] : outputDetails,
    };
  });

/** What a schema changes of its own output when it reads it again; `again` is undefined when it is no parameters at all. */
export const changedOutput = (parameters: Parameters, again: Parameters | undefined): Problem[] => {
  if (again !== undefined && sameValue(again, parameters)) return [];
  const changed = Object.keys(parameters).filter(
    (key) => again === undefined || !sameValue(again[key] ?? null, parameters[key] ?? null),
  );
  return (changed.length > 0 ? changed : ['']).map((key) => ({
    kind: 'value',
    path: key,
    message: `expected a schema that leaves its own output as it is, got ${gotText(again?.[key])} for ${gotText(parameters[key])}`,
    details: outputDetails,
  }));
};

/** What a schema refuses of the parameters it is given. */
export const issueProblem = (
  issue: SchemaIssue,
  plain: unknown,
  keys: readonly string[] | undefined,
  originOf: (key: string) => string | undefined,
): Problem => {
  const path = issuePathText(issue);
  const first = issue.path?.[0];
  const top =
    first === undefined ? undefined : String(typeof first === 'object' ? first.key : first);
  const origin = top === undefined ? undefined : originOf(top);
  const value = lookUp(plain, issue);
  if (value === undefined && path !== '') {
    return {
      kind: 'missing',
      path,
      message: 'the schema requires it, and nothing sets it',
      details: [`the schema says: ${issue.message}`],
    };
  }
  if (path === '') {
    // Strict schemas name their unknown keys in the message alone.
    const unknown =
      isPlainMap(plain) && keys ? Object.keys(plain).filter((key) => !keys.includes(key)) : [];
    const [key] = unknown;
    if (key !== undefined) return unknownParameter(key, keys ?? [], originOf(key));
  }
  return {
    kind: 'value',
    path,
    message: `${issue.message}, got ${gotText(value)}`,
    ...(/bigint/i.test(issue.message) && Number.isInteger(value) && { details: [coerceBigint] }),
    ...(origin !== undefined && origin !== path && { origin }),
  };
};

const lookUp = (value: unknown, issue: SchemaIssue): unknown => {
  let found = value;
  for (const part of issue.path ?? []) {
    const key = typeof part === 'object' ? part.key : part;
    if (typeof found !== 'object' || found === null) return undefined;
    found = (found as { [key: PropertyKey]: unknown })[key];
  }
  return found;
};

/** Whether a value is an object that is no list. */
export const isPlainMap = (value: unknown): value is { [key: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
