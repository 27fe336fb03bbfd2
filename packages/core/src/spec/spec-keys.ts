import { didYouMean } from '../problems/did-you-mean.ts';
import type { Problem } from '../problems/problem.ts';
import { keyPath } from '../values/path-text.ts';

/** Keys with the other spellings that are accepted: snake_case, and the old tools' names. */
export type KeyTable = { readonly [key: string]: readonly string[] };

/** The keys of an experiment. */
export const experimentKeys = {
  project: ['project_name'],
  name: [],
  script: ['what'],
  parameters: [],
  tags: [],
  description: [],
  env: [],
  secrets: [],
  resources: [],
  args: [],
  flags: [],
  cwd: [],
  pythonPath: ['python_path', 'pythonpath'],
  pathsToCopy: ['paths_to_copy', 'paths_to_dump'],
  exclude: [],
  context: [],
  randomId: ['random_id'],
} as const satisfies KeyTable;

/** The keys of a spec: an experiment's, and the ways to vary parameters. */
export const specKeys = {
  ...experimentKeys,
  params: [],
  cases: [],
  zip: [],
  grid: [],
  sample: [],
  where: [],
} as const satisfies KeyTable;

/** The keys of a composite written as data. */
export const compositeKeys = {
  composite: [],
  name: [],
  onFailure: ['on_failure'],
} as const satisfies KeyTable;

export type ExperimentKey = keyof typeof experimentKeys;
export type SpecKey = keyof typeof specKeys;

/** Values under their canonical keys, and how the user spelled those. */
export interface KeyedValues<K extends string> {
  readonly values: { readonly [key in K]?: unknown };
  readonly problems: readonly Problem[];
}

/**
 * Sorts an object's values under the canonical keys of a table. Unknown keys, and two spellings of one key, are
 * problems. Keys without a value (undefined) are left out.
 *
 * @param place where the object stands in the spec: path steps for positions in data files
 * @param offered keys to suggest besides those of the table
 */
export const readKeys = <T extends KeyTable>(
  input: object,
  table: T,
  place: string,
  offered: readonly string[] = [],
): KeyedValues<Extract<keyof T, string>> => {
  const values: { [key: string]: unknown } = {};
  const spelled = new Map<string, string>();
  const problems: Problem[] = [];
  const known = Object.entries(table).flatMap(([key, others]) => [key, ...others]);
  for (const [written, value] of Object.entries(input)) {
    if (value === undefined) continue;
    const key = canonicalKey(table, written);
    const path = keyPath(place, written);
    if (key === undefined) {
      const suggestion = didYouMean(written, [...known, ...offered]);
      problems.push({
        kind: 'unknown-key',
        path,
        message: `unknown key ${written}`,
        ...(suggestion !== undefined
          ? { suggestion }
          : {
              details: [
                `the keys are: ${Object.keys(table)
                  .filter((name) => name !== 'randomId')
                  .join(', ')}`,
              ],
            }),
      });
      continue;
    }
    const before = spelled.get(key);
    if (before !== undefined) {
      problems.push({
        kind: 'conflict',
        path,
        message: `expected one of ${before} and ${written}, which mean the same, got both`,
      });
      continue;
    }
    spelled.set(key, written);
    values[key] = value;
  }
  return { values: values as KeyedValues<Extract<keyof T, string>>['values'], problems };
};

const canonicalKey = (table: KeyTable, written: string): string | undefined => {
  if (Object.hasOwn(table, written)) return written;
  return Object.keys(table).find((key) => table[key]?.includes(written));
};
