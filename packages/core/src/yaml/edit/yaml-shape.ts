import { isAlias, isMap, isScalar, isSeq, type Node } from 'yaml';
import { keyText } from './document.ts';
import type { YamlChange } from './yaml-change.ts';

/**
 * What a document says, apart from how it is written: to compare documents by. Aliases and anchors stay what they are, and
 * a map without entries is the same as nothing.
 */
export interface Shape {
  readonly kind: 'value' | 'list' | 'map' | 'alias';
  readonly value?: unknown;
  readonly anchor?: string;
  readonly entries?: readonly (readonly [key: string, value: Shape])[];
}

const nothing: Shape = { kind: 'value', value: null };

/** The shape of a node. */
export const shapeOf = (node: unknown): Shape => {
  if (isAlias(node)) return { kind: 'alias', value: node.source };
  const anchor = (node as (Node & { anchor?: string }) | null)?.anchor;
  const anchored = anchor === undefined ? {} : { anchor };
  if (isMap(node)) {
    if (node.items.length === 0) return { ...nothing, ...anchored };
    const entries = node.items.map(
      ({ key, value }) => [keyText(key) ?? JSON.stringify(shapeOf(key)), shapeOf(value)] as const,
    );
    return { kind: 'map', entries, ...anchored };
  }
  if (isSeq(node)) {
    const entries = node.items.map((item, index) => [String(index), shapeOf(item)] as const);
    return { kind: 'list', entries, ...anchored };
  }
  return { kind: 'value', value: isScalar(node) ? node.value : null, ...anchored };
};

/** Whether two shapes say the same, in the same order. */
export const sameShape = (a: Shape, b: Shape): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The shape that a change is to lead to. */
export const changedShape = (
  shape: Shape,
  { path, value }: YamlChange,
  valueShape: (value: unknown) => Shape,
): Shape => {
  const [key, ...rest] = path;
  if (key === undefined) return value === undefined ? nothing : valueShape(value);
  const entries = shape.entries ?? [];
  const at = entries.findIndex(([name]) => name === key);
  const inner = entries[at]?.[1] ?? nothing;
  const isRemoval = value === undefined && rest.length === 0;
  const changed: readonly (readonly [string, Shape])[] = isRemoval
    ? entries.filter((_, index) => index !== at)
    : at === -1
      ? [...entries, [key, changedShape(inner, { path: rest, value }, valueShape)]]
      : entries.with(at, [key, changedShape(inner, { path: rest, value }, valueShape)]);
  const anchor = shape.anchor === undefined ? {} : { anchor: shape.anchor };
  return changed.length === 0
    ? { ...nothing, ...anchor }
    : { kind: 'map', entries: changed, ...anchor };
};
