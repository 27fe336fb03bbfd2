import { didYouMean } from '../../problems/did-you-mean.ts';
import type { Problem } from '../../problems/problem.ts';
import type { YamlChange } from '../../yaml/edit/yaml-change.ts';
import { type ContextKeyName, contextKey, contextKeyNamed } from '../context-keys.ts';
import { isMapGiven } from '../given.ts';
import type { Setting, Settings } from '../setting.ts';
import { placeOfKey, type RawContext, valueAt } from './place-of-key.ts';

/**
 * The changes of a file that give one of its contexts these settings.
 *
 * @param written the settings' values as the file is to hold them
 */
export const settingChanges = (
  name: string,
  raw: RawContext,
  settings: Settings,
  written: (setting: Setting) => unknown,
): readonly YamlChange[] => {
  const all = [...settings.values()];
  const inText = typeof raw.resources === 'string' ? resourcesText(raw.resources, all) : undefined;
  const changes = all
    .filter((setting) => !inText?.taken.has(setting.name))
    .map((setting) => ({
      path: ['contexts', name, ...placeOfKey(raw, setting.name, setting.entry)],
      value: written(setting),
    }));
  if (inText === undefined || inText.taken.size === 0) return changes;
  return [{ path: ['contexts', name, 'resources'], value: inText.text }, ...changes];
};

/** `mem=2G cpu=4` with other values for what it names. */
const resourcesText = (
  text: string,
  settings: readonly Setting[],
): { readonly text: string; readonly taken: ReadonlySet<ContextKeyName> } => {
  const taken = new Set<ContextKeyName>();
  const replaced = text.replace(/([^\s,=]+)=([^\s,]+)/g, (word, key: string) => {
    const setting = settings.find(({ name }) => name === key && contextKey(name).group);
    if (setting === undefined) return word;
    taken.add(setting.name);
    return `${key}=${String(setting.given.value)}`;
  });
  return { text: replaced, taken };
};

/** The changes that take keys out of a context, and what is wrong with the keys. */
export const removals = (
  name: string,
  raw: RawContext,
  keys: readonly string[],
): { readonly changes: readonly YamlChange[]; readonly problems: readonly Problem[] } => {
  const changes: YamlChange[] = [];
  const problems: Problem[] = [];
  let left: RawContext = raw;
  for (const key of keys) {
    const place = placeNamed(left, key);
    if (valueAt(left, place) === undefined) {
      problems.push(notThere(name, raw, key));
      continue;
    }
    const [outer = '', inner] = place;
    const below = left[outer];
    // `env:` with nothing in it would only puzzle.
    const isLast = inner !== undefined && isMapGiven(below) && Object.keys(below).length === 1;
    const removed = inner === undefined || isLast ? [outer] : [outer, inner];
    changes.push({ path: ['contexts', name, ...removed], value: undefined });
    left = without(left, removed);
  }
  return { changes, problems };
};

const placeNamed = (raw: RawContext, key: string): readonly string[] => {
  const dot = key.indexOf('.');
  if (dot !== -1) return [key.slice(0, dot), key.slice(dot + 1)];
  const name = contextKeyNamed(key.replaceAll('-', '_'));
  return name === undefined || Object.hasOwn(raw, key) ? [key] : placeOfKey(raw, name);
};

const without = (raw: RawContext, [outer = '', inner]: readonly string[]): RawContext => {
  if (inner !== undefined) return { ...raw, [outer]: without(raw[outer] as RawContext, [inner]) };
  return Object.fromEntries(Object.entries(raw).filter(([key]) => key !== outer));
};

const notThere = (name: string, raw: RawContext, key: string): Problem => {
  const suggestion = didYouMean(key, Object.keys(raw));
  const keys = Object.keys(raw).filter((each) => each !== '<<');
  return {
    kind: 'missing',
    path: '--unset',
    message: `contexts.${name} has no ${key} of its own`,
    ...(suggestion !== undefined && { suggestion }),
    ...(keys.length > 0 && { details: [`it has: ${keys.join(', ')}`] }),
  };
};
