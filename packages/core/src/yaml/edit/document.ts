import { type Document, isMap, isScalar, type Pair, parseDocument, type YAMLMap } from 'yaml';

/** A document to change: numbers as plain ones, `<<` as a key like others, so that nothing is resolved on the way. */
export const documentOf = (text: string): Document =>
  parseDocument(text, {
    schema: 'core',
    compat: 'yaml-1.1',
    resolveKnownTags: false,
    uniqueKeys: false,
    prettyErrors: false,
  });

/** The text that a key is written as. */
export const keyText = (key: unknown): string | undefined =>
  isScalar(key) ? (key.source ?? String(key.value)) : undefined;

/** The pair of a map with this key. */
const pairOf = (map: YAMLMap, key: string): Pair | undefined =>
  map.items.find((pair) => keyText(pair.key) === key);

/** How far a path leads into maps. */
export interface Reached {
  /** The innermost map on the way, if there is one. */
  readonly map: YAMLMap | undefined;
  /** What is below the last step that there is: the value itself when `left` is empty. */
  readonly pair: Pair | undefined;
  /** The steps that are missing; the first of them is missing in `map`, or below the value of `pair`, which is no map. */
  readonly left: readonly string[];
}

/** Follows a path of keys. */
export const reach = (document: Document, path: readonly string[]): Reached => {
  let map = isMap(document.contents) ? document.contents : undefined;
  let pair: Pair | undefined;
  for (const [index, key] of path.entries()) {
    const below = map === undefined ? undefined : pairOf(map, key);
    if (below === undefined) return { map, pair, left: path.slice(index) };
    pair = below;
    if (index === path.length - 1) return { map, pair, left: [] };
    const inner = isMap(below.value) ? below.value : undefined;
    if (inner === undefined) return { map, pair, left: path.slice(index + 1) };
    map = inner;
  }
  return { map, pair, left: [] };
};
