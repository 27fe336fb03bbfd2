import { setOwn } from '../values/own-property.ts';
import type { Value } from '../values/value.ts';

/** A scalar that is not a string, with its text: a declared type may want `0.10` as it was written. */
export class ResolvedScalar {
  readonly value: Value;
  readonly source: string;

  constructor(value: Value, source: string) {
    this.value = value;
    this.source = source;
  }
}

/** What a YAML text is made of, read with `YAML11_VALUES`. */
export type YamlNode = string | ResolvedScalar | readonly YamlNode[] | YamlMap;

/** A map of a YAML text; its keys are text as written. */
export type YamlMap = { readonly [key: string]: YamlNode };

/** The value of a node, as YAML 1.1 reads it. */
export const nodeValue = (node: YamlNode): Value => {
  if (typeof node === 'string') return node;
  if (node instanceof ResolvedScalar) return node.value;
  if (isYamlList(node)) return node.map(nodeValue);
  const map: { [key: string]: Value } = {};
  for (const [key, item] of Object.entries(node)) setOwn(map, key, nodeValue(item));
  return map;
};

/** The text of a scalar as it was written; undefined for a list or map. */
export const nodeText = (node: YamlNode): string | undefined => {
  if (typeof node === 'string') return node;
  return node instanceof ResolvedScalar ? node.source : undefined;
};

/** Whether there is nothing: no such key, or a null. */
export const isNothing = (node: YamlNode | undefined): node is undefined =>
  node === undefined || (node instanceof ResolvedScalar && node.value === null);

/** Whether a node is a list. */
export const isYamlList = (node: YamlNode): node is readonly YamlNode[] => Array.isArray(node);

/** Whether a node is a map. */
export const isYamlMap = (node: YamlNode): node is YamlMap =>
  typeof node === 'object' && !(node instanceof ResolvedScalar) && !isYamlList(node);

/** A node in words, for "expected …, got …". */
export const describeNode = (node: YamlNode | undefined): string => {
  if (isNothing(node)) return 'nothing';
  if (isYamlList(node)) return 'a list';
  if (typeof node === 'string') return JSON.stringify(node);
  return node instanceof ResolvedScalar ? node.source : 'a map';
};
