import { didYouMean } from '../problems/did-you-mean.ts';
import type { Problem } from '../problems/problem.ts';
import { type ResourceName, resourceNames } from '../resources/resources.ts';
import { keyPath } from '../values/path-text.ts';
import type { Value } from '../values/value.ts';
import { isMap, sameValue } from '../values/value-kind.ts';
import { type ExperimentKey, experimentKeys } from './spec-keys.ts';

/** Keys that only the old tools' experiments have. */
const oldKeys = {
  withMpi: ['with_mpi'],
  restoreFrom: ['restore_from_path'],
  sendCode: ['send_code'],
} as const;

type OldKey = ExperimentKey | keyof typeof oldKeys | ResourceName;

/** What the old tools noted in their experiments for themselves. */
const machinery: ReadonlySet<string> = new Set([
  'random_id',
  'randomId',
  'random_name',
  'unique_name',
  'git_info',
  'requirements',
  'cmd',
  'cwd_at_start',
  'parameters',
]);

/** Values under their canonical keys; what could not be understood is left out. */
export interface OldValues {
  readonly values: { readonly [key in OldKey]?: Value };
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/**
 * Sorts an old experiment's values under canonical keys. Unlike in specs of our own, an unknown key is a warning, an empty
 * value is none, and one thing may be said under two names when they agree.
 */
export const readOldKeys = (input: { readonly [key: string]: Value }, place: string): OldValues => {
  const values: { [key in OldKey]?: Value } = {};
  const problems: Problem[] = [];
  const warnings: Problem[] = [];
  for (const [written, value] of Object.entries(input)) {
    if (machinery.has(written)) continue;
    const key = canonicalKey(written);
    if (key === undefined) {
      warnings.push(unknownKey(written, place));
      continue;
    }
    if (value === null || value === '' || isEmptyMap(value)) continue;
    const before = values[key];
    if (before === undefined || isEmptyList(before)) values[key] = value;
    else if (!isEmptyList(value) && !sameValue(before, value)) {
      problems.push({
        kind: 'conflict',
        path: keyPath(place, written),
        message: `expected the same under all names of ${key}, got two values`,
      });
    }
  }
  return { values, problems, warnings };
};

const isEmptyList = (value: Value): boolean => Array.isArray(value) && value.length === 0;

const isEmptyMap = (value: Value): boolean => isMap(value) && Object.keys(value).length === 0;

const names = new Map<string, OldKey>([
  ...Object.entries({ ...experimentKeys, ...oldKeys }).flatMap(([key, others]) =>
    [key, ...others].map((name): [string, OldKey] => [name, key as OldKey]),
  ),
  // The old tools had resources among the other keys.
  ...resourceNames.map((name): [string, OldKey] => [name, name]),
]);

const canonicalKey = (written: string): OldKey | undefined => names.get(written);

const unknownKey = (written: string, place: string): Problem => {
  const suggestion = didYouMean(written, [...names.keys()]);
  return {
    kind: 'unknown-key',
    path: keyPath(place, written),
    message: 'no such key of an experiment; it is left out',
    ...(suggestion !== undefined && { suggestion }),
  };
};
