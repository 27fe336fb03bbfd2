import { apiTime, type Fields, isFields, type KubeObject } from '../objects.ts';
import { strategicPatch } from './patches.ts';

interface Manager extends Fields {
  manager: string;
  operation: string;
  /** What was applied, so that fields left out next time go. */
  applied?: unknown;
}

/**
 * Server-side apply, in small: what is applied is merged into what is there, and fields that the same manager applied before and
 * leaves out are taken away. Managers never conflict with each other.
 */
export function applyPatch(
  kind: string,
  present: KubeObject | undefined,
  applied: KubeObject,
  manager: string,
): KubeObject {
  const managers = (present?.metadata.managedFields ?? []) as Manager[];
  const earlier = managers.find((item) => item.manager === manager && item.operation === 'Apply');
  const base = present === undefined ? {} : without(present, earlier?.applied, applied);
  const merged = strategicPatch(kind, base, applied) as KubeObject;
  const entry: Manager = {
    manager,
    operation: 'Apply',
    apiVersion: applied.apiVersion,
    time: apiTime(),
    fieldsType: 'FieldsV1',
    fieldsV1: {},
    applied,
  };
  const others = managers.filter((item) => item !== earlier);
  return { ...merged, metadata: { ...merged.metadata, managedFields: [...others, entry] } };
}

/** Takes away what was applied and is left out now. */
function without(value: unknown, earlier: unknown, next: unknown): unknown {
  if (!isFields(value) || !isFields(earlier)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, part]) => {
      const stays = !(name in earlier) || (isFields(next) && name in next);
      if (!stays) return [];
      return [[name, without(part, earlier[name], isFields(next) ? next[name] : undefined)]];
    }),
  );
}
