import { type ContextKeyName, contextKey } from '../context-keys.ts';
import { isMapGiven } from '../given.ts';

/** A context as its file has it: plain data without its merge keys resolved. */
export interface RawContext {
  readonly [key: string]: unknown;
}

/** The keys that lead to a setting in a context: how the file spells it already, else its own name. */
export const placeOfKey = (
  raw: RawContext,
  name: ContextKeyName,
  entry?: string,
): readonly string[] => {
  const { group, oldNames = [] } = contextKey(name);
  const spelling = [name, ...oldNames].find((each) => Object.hasOwn(raw, each)) ?? name;
  if (entry !== undefined) return [spelling, entry];
  if (group === undefined || Object.hasOwn(raw, spelling)) return [spelling];
  return isMapGiven(raw.resources) ? ['resources', name] : [spelling];
};

/** What is at a place; undefined when nothing is. */
export const valueAt = (raw: RawContext, place: readonly string[]): unknown =>
  place.reduce<unknown>(
    (value, key) => (isMapGiven(value) && Object.hasOwn(value, key) ? value[key] : undefined),
    raw,
  );
