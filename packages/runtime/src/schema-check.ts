import { issuePathText, type SchemaIssue, type StandardSchema } from '@mrunner/core/schema';
import type { SetUpProblem } from './set-up-problem.ts';

export type SchemaCheck =
  | { readonly ok: true; readonly params: unknown }
  | {
      readonly ok: false;
      readonly problems: readonly SetUpProblem[];
      /** The top-level parameters that the problems are about. */
      readonly names: readonly string[];
    };

/** What the schema makes of the parameters, or what is wrong with them and what was got instead. */
export const checkBySchema = async (
  schema: StandardSchema<unknown, unknown>,
  parameters: object,
): Promise<SchemaCheck> => {
  const outcome = await schema['~standard'].validate(parameters);
  if (!outcome.issues) return { ok: true, params: outcome.value };
  const keys = outcome.issues.map(({ path }) => path?.map(keyOf)[0]);
  return {
    ok: false,
    problems: outcome.issues.map((issue) => ({
      path: issuePathText(issue),
      message: messageOf(issue, parameters),
    })),
    names: [...new Set(keys.filter((key) => typeof key === 'string'))],
  };
};

/** The schema's message, and what was there unless the message says it already. */
const messageOf = ({ path = [], message }: SchemaIssue, parameters: object): string => {
  if (path.length === 0) return message;
  let value: unknown = parameters;
  for (const part of path) value = (value as Record<PropertyKey, unknown> | null)?.[keyOf(part)];
  if (value === undefined) return `is missing: ${message}`;
  return /\b(received|got|was|but)\b/i.test(message) ? message : `${message}, got ${shown(value)}`;
};

const keyOf = (part: PropertyKey | { readonly key: PropertyKey }): PropertyKey =>
  typeof part === 'object' ? part.key : part;

const shown = (value: unknown): string => {
  const text = typeof value === 'bigint' ? String(value) : (JSON.stringify(value) ?? String(value));
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
};
