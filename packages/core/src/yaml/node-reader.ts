import { isAlias, isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';
import { didYouMean } from '../problems/did-you-mean.ts';
import type { Problem } from '../problems/problem.ts';
import { setOwn } from '../values/own-property.ts';
import { indexPath, keyPath } from '../values/path-text.ts';
import { toDouble, toInt } from '../values/value-kind.ts';
import type { Span } from './text-position.ts';

/** Where an entry of a map or list stands. */
export interface Place {
  readonly key?: Span;
  readonly value: Span;
  readonly text?: string;
}

type Mistake = Omit<Problem, 'position'> & { readonly span: Span };

/** More nodes than any file has that was written by hand: aliases of aliases grow without bound. */
const mostAliasedNodes = 100_000;

/**
 * Turns the nodes of a parsed document into data, remembering where each part stands. Everything that is wrong with them
 * is collected on the way.
 */
export class NodeReader {
  readonly mistakes: Mistake[] = [];
  readonly #anchors = new Map<string, Node>();
  /** An anchor can be set again further down; an alias keeps the one that stood last before it. */
  readonly #targets = new Map<Node, Node | undefined>();
  readonly #open = new Set<Node>();
  readonly #places = new WeakMap<object, Map<string | number, Place>>();
  #aliases = 0;
  #aliasedNodes = 0;

  /** Where the entries of a map or list that was read stand. */
  placesOf(data: unknown): ReadonlyMap<string | number, Place> | undefined {
    return typeof data === 'object' && data !== null ? this.#places.get(data) : undefined;
  }

  read(node: unknown, path: string): unknown {
    if (isAlias(node)) return this.#readAlias(node as Node & { source: string }, path);
    if (!isMap(node) && !isSeq(node) && !isScalar(node)) return null;
    if (this.#aliases > 0) this.#aliasedNodes += 1;
    else if (node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    if (isScalar(node)) return scalarValue(node.value);
    this.#open.add(node);
    const data = isMap(node) ? this.#readMap(node, path) : this.#readList(node.items, path);
    this.#open.delete(node);
    return data;
  }

  #readAlias(alias: Node & { source: string }, path: string): unknown {
    if (!this.#targets.has(alias)) this.#targets.set(alias, this.#anchors.get(alias.source));
    const target = this.#targets.get(alias);
    const mistake = this.#aliasMistake(alias.source, target);
    if (target === undefined || mistake !== undefined) {
      this.#report({ kind: 'syntax', path, message: '', ...mistake, span: spanOf(alias) });
      return null;
    }
    this.#aliases += 1;
    const data = this.read(target, path);
    this.#aliases -= 1;
    return data;
  }

  #aliasMistake(source: string, target: Node | undefined): Partial<Problem> | undefined {
    if (target === undefined) {
      const suggestion = didYouMean(source, this.#anchors.keys());
      return {
        message: `*${source} stands for nothing: there is no &${source} before it`,
        ...(suggestion !== undefined && { suggestion: `*${suggestion}` }),
      };
    }
    if (this.#open.has(target)) return { message: `*${source} contains itself` };
    if (this.#aliasedNodes <= mostAliasedNodes) return undefined;
    return { kind: 'limit', message: `aliases grow to more than ${mostAliasedNodes} values` };
  }

  #readList(items: readonly unknown[], path: string): unknown[] {
    const places = new Map<string | number, Place>();
    const list = items.map((item, index) => {
      places.set(index, placeOf(item));
      return this.read(item, indexPath(path, index));
    });
    this.#places.set(list, places);
    return list;
  }

  #readMap(node: YAMLMap, path: string): { [key: string]: unknown } {
    const own = new Map<string, { value: unknown; place: Place }>();
    const merged: { [key: string]: unknown }[] = [];
    for (const { key, value } of node.items) {
      if (isScalar(key) && typeof key.value === 'symbol') {
        merged.push(...this.#mergeSources(value, path));
        continue;
      }
      const name = this.#keyText(key, path);
      if (name === undefined) continue;
      const keySpan = spanOf(key);
      if (own.has(name)) this.#reportTwice(name, path, keySpan);
      const read = this.read(value, keyPath(path, name));
      own.set(name, { value: read, place: { ...placeOf(value ?? key), key: keySpan } });
    }
    return this.#joined(own, merged);
  }

  /** Keys of the map itself win over merged ones, and earlier merged maps over later ones. */
  #joined(
    own: ReadonlyMap<string, { value: unknown; place: Place }>,
    merged: readonly { readonly [key: string]: unknown }[],
  ): { [key: string]: unknown } {
    const map: { [key: string]: unknown } = {};
    const places = new Map<string | number, Place>();
    for (const source of merged.toReversed()) {
      for (const name of Object.keys(source)) setOwn(map, name, source[name]);
      for (const [name, place] of this.placesOf(source) ?? []) places.set(name, place);
    }
    for (const [name, { value, place }] of own) {
      setOwn(map, name, value);
      places.set(name, place);
    }
    this.#places.set(map, places);
    return map;
  }

  #mergeSources(node: unknown, path: string): { [key: string]: unknown }[] {
    const before = this.mistakes.length;
    const read = this.read(node, keyPath(path, '<<'));
    const sources: unknown[] = Array.isArray(read) ? read : [read];
    const wrong = sources.some(
      (source) => this.placesOf(source) === undefined || Array.isArray(source),
    );
    if (wrong && this.mistakes.length === before) {
      const message = 'expected a map to merge, such as <<: *defaults';
      this.#report({ kind: 'syntax', path, message, span: spanOf(node) });
    }
    return wrong ? [] : (sources as { [key: string]: unknown }[]);
  }

  /** What an alias repeats is wrong once, and one limit is enough. */
  #report(mistake: Mistake): void {
    const known = this.mistakes.some(
      ({ kind, message, span }) =>
        message === mistake.message && (kind === 'limit' || span.start === mistake.span.start),
    );
    if (!known) this.mistakes.push(mistake);
  }

  #keyText(key: unknown, path: string): string | undefined {
    // `null` is a key of ours, and whoever writes it means the word.
    if (isScalar(key) && (key.value !== null || key.source === 'null'))
      return key.source ?? String(key.value);
    const message = 'expected a name as the key';
    this.#report({ kind: 'syntax', path, message, span: spanOf(key) });
    return undefined;
  }

  #reportTwice(name: string, path: string, span: Span): void {
    const message = `the key ${name} is written twice`;
    this.#report({ kind: 'conflict', path: keyPath(path, name), message, span });
  }
}

/** The core schema gives integers as bigint (we asked for it), so that a number is one written with `.` or `e`. */
const scalarValue = (value: unknown): unknown => {
  if (typeof value === 'bigint') return toInt(value);
  return typeof value === 'number' ? toDouble(value) : value;
};

const placeOf = (node: unknown): Place => {
  const plain = isScalar(node) && node.type === 'PLAIN' ? node.source : undefined;
  return { value: spanOf(node), ...(plain !== undefined && { text: plain }) };
};

/** The piece of the text a node takes, without the comments and spaces behind it. */
export const spanOf = (node: unknown): Span => {
  const [start = 0, end = start] = (node as Node | null | undefined)?.range ?? [];
  return { start, end };
};
