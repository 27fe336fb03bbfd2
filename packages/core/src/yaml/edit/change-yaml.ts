import { type Document, isAlias, type Node } from 'yaml';
import { documentOf, reach } from './document.ts';
import { repeated, spliced } from './splice.ts';
import type { YamlChange } from './yaml-change.ts';
import { changedShape, type Shape, sameShape, shapeOf } from './yaml-shape.ts';
import { inlineText } from './yaml-text.ts';

/**
 * Changes YAML text so that nothing else changes: comments, order, quotes, anchors and blank lines stay. What comes out is
 * read again and compared with what was meant.
 *
 * @returns undefined where it can't be done without changing more, such as a value that an alias elsewhere repeats
 * @example changeYaml('a: 1 # one\n', { path: ['b'], value: 2 }) // 'a: 1 # one\nb: 2\n'
 */
export const changeYaml = (text: string, change: YamlChange): string | undefined => {
  const before = documentOf(text);
  if (before.errors.length > 0 || leadsThroughAlias(text, change.path)) return undefined;
  const wanted = changedShape(shapeOf(before.contents), change, valueShape);
  return firstThatIs(wanted, [() => spliced(text, change), () => rewritten(text, change)]);
};

/**
 * Repeats the entry at a path under another key of the same map, behind the last one.
 *
 * @returns undefined where there is none, or it can't be repeated
 */
export const repeatInYaml = (
  text: string,
  path: readonly string[],
  key: string,
): string | undefined => {
  const document = documentOf(text);
  const { pair, left } = reach(document, path);
  if (document.errors.length > 0 || pair === undefined || left.length > 0) return undefined;
  const target = [...path.slice(0, -1), key];
  // Without the anchors: each may stand for one thing only.
  const data: unknown = isAlias(pair.value)
    ? pair.value.resolve(document)?.toJS(document)
    : ((pair.value as Node | null)?.toJS(document) ?? null);
  const shape = shapeOf(document.contents);
  const own = changedShape(shape, { path: target, value: '' }, () => shapeOf(pair.value));
  return (
    firstThatIs(own, [() => (isAlias(pair.value) ? undefined : repeated(text, path, key))]) ??
    changeYaml(text, { path: target, value: data ?? {} })
  );
};

const valueShape = (value: unknown): Shape => shapeOf(documentOf(inlineText(value)).contents);

const leadsThroughAlias = (text: string, path: readonly string[]): boolean => {
  const { pair, left } = reach(documentOf(text), path);
  return left.length > 0 && isAlias(pair?.value);
};

const firstThatIs = (
  wanted: Shape,
  ways: readonly (() => string | undefined)[],
): string | undefined => {
  for (const way of ways) {
    const after = way();
    if (after === undefined) continue;
    const document = documentOf(after);
    if (document.errors.length > 0 || !sameShape(shapeOf(document.contents), wanted)) continue;
    if (aliasesStand(document)) return after;
  }
  return undefined;
};

const aliasesStand = (document: Document): boolean => {
  try {
    document.toJS();
    return true;
  } catch {
    // A ReferenceError for an alias whose anchor is gone, or a limit on how much aliases grow to.
    return false;
  }
};

/** By the document's own nodes: comments and anchors stay, spaces and line breaks may not. */
const rewritten = (text: string, { path, value }: YamlChange): string | undefined => {
  const document = documentOf(text);
  try {
    if (value === undefined) document.deleteIn(path);
    else document.setIn(path, value);
    return document.toString({ lineWidth: 0, flowCollectionPadding: false });
  } catch {
    // An alias of what went away, or a step into what is no map.
    return undefined;
  }
};
