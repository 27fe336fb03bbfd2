import type { Job, KubeObject } from '../objects.ts';
import type { Cause } from './api-error.ts';
import { configMaps, jobs, type Resource, secrets } from './resources.ts';

const sameJson = (a: unknown, b: unknown) => canonical(a) === canonical(b);

/** JSON whose order of keys does not depend on where it came from. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  ) ?? '';

const immutable = (field: string, value: unknown): Cause => ({
  reason: 'FieldValueInvalid',
  field,
  message: `Invalid value: ${JSON.stringify(value)}: field is immutable`,
});

/** What of an object may not be changed any more. */
export function immutableCauses(
  resource: Resource,
  next: KubeObject,
  previous: KubeObject,
): Cause[] {
  if (resource === jobs) return jobCauses(next as Job, previous as Job);
  if ((resource !== configMaps && resource !== secrets) || previous.immutable !== true) return [];
  return (['immutable', 'data', 'binaryData'] as const)
    .filter((field) => !sameJson(next[field], previous[field]))
    .map((field) => ({
      reason: 'FieldValueForbidden',
      field,
      message: 'Forbidden: field is immutable when `immutable` is set',
    }));
}

const fixed = [
  'selector',
  'completionMode',
  'podFailurePolicy',
  'backoffLimitPerIndex',
  'managedBy',
] as const;

function jobCauses({ spec }: Job, { spec: previous, status }: Job): Cause[] {
  const causes = fixed
    .filter((field) => !sameJson(spec[field], previous[field]))
    .map((field) => immutable(`spec.${field}`, spec[field]));
  const elastic = spec.completionMode === 'Indexed' && spec.completions === spec.parallelism;
  if (spec.completions !== previous.completions && !elastic)
    causes.push(immutable('spec.completions', spec.completions));
  // Of a Job that has not been started the place where its pods go may still be chosen.
  const mayPlace = previous.suspend === true && status.startTime === undefined;
  if (!mayPlace && !sameJson(spec.template, previous.template))
    causes.push(immutable('spec.template', spec.template));
  return causes;
}
